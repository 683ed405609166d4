"""Kinds of events: one vocabulary, each kind with a sentence, and the groups of kinds that agents look for."""

from __future__ import annotations

KINDS: dict[str, str] = {
    # the ground, as the kernel tells it
    "deal": "A garrison gives up by deal and its men go home.",
    "fall_back": "A garrison gives up and falls back on the provincial centre.",
    "flee": "A garrison gives up and makes for the border.",
    "district_fell": "Militants hold the centre of a district.",
    "district_retaken": "Government troops hold the centre of a district again.",
    "soldiers_refuge": "Foreign soldiers cross the border and lay down their arms.",
    "turned_away": "Foreign soldiers find no room and go home.",
    "incursion_attempt": "A band tries to cross the border.",
    "incursion_found": "A band is seen on the member's side.",
    "incursion_repelled": "A band is thrown back over the border.",
    "incursion_through": "A band gets away into the country.",
    "post_attacked": "A post or a battalion is under attack.",
    "post_lost": "A post falls back.",
    "broke_off": "A unit under half strength breaks off.",
    "destroyed": "A unit has nobody left.",
    # inside the member's land
    "village_taken": "A band takes a village.",
    "village_free": "The band that held a village is gone.",
    "people_flee": "People flee from a village.",
    "people_return": "People who had fled come home.",
    "band_found": "A band is found inside the country.",
    "band_slips": "A band breaks contact.",
    "band_hides": "A band hides among the people.",
    "band_rises": "A band comes out of hiding.",
    "band_turns": "A band inside makes for the border, with the reason why.",
    "band_home": "A band is back over the border.",
    "band_passes": "A band passes on over another border.",
    "band_disperses": "A band that starves gives up.",
    "pursuit": "A column is ordered after a band inside.",
    # units and commands
    "offensive": "A militant command begins a main effort.",
    "regroup": "A militant command lets its bands rest.",
    "relief": "A post is made up to strength.",
    "removed": "A unit is taken off the field from outside.",
    "mobilisation": "The member calls its reserves.",
    "reserves_arrive": "Reserves reach the border.",
    "mobilised": "Battalions called by the controller reach the border.",
    "civilians_refuge": "People make for the border after the fall of their district.",
    "repatriation": "People who sought refuge go home.",
    # help
    "arrival": "Battalions of an ally reach the border.",
    "recalled": "A contingent goes home.",
    "delivery": "Equipment reaches the posts.",
    "exercise": "An exercise begins.",
    "joins": "A neighbour joins an exercise.",
    "not_delivered": "A promise will not be kept.",
    "strikes": "A neighbour without treaty duty begins to strike bands inside from the air.",
    "struck": "A band inside loses men to a strike from the air.",
    "people_struck": "A strike from the air hits people instead of a band.",
    "base_moves": "Men of the base in the country march to the border.",
    "bilateral": "The lead state gives a measure on its own.",
    # the alliance
    "informed": "The member informs the alliance.",
    "consultation": "Consultations begin.",
    "appeal": "The member lodges an appeal.",
    "no_request": "The member decides not to appeal.",
    "request": "The appeal lies before the council.",
    "readiness": "The allies state what they are ready for.",
    "mission_sent": "The task force sets out.",
    "recommendation": "The staff reports what it finds needed at most.",
    "draft": "The ministers take up a draft.",
    "text": "The draft is there.",
    "demand": "The lead state names its price.",
    "demand_met": "The price is paid.",
    "demand_refused": "The price is refused.",
    "offer": "The lead state offers a member something for its support.",
    "talks": "Ministers of the member and of the lead state meet.",
    "session": "The deciding council meets.",
    "ballot": "A member votes.",
    "amendment": "A member moves another text in place of the one proposed.",
    "contribution": "A member says what it gives towards a text.",
    "adopted": "A text is adopted, or what is left of it.",
    "blocked": "A text is refused.",
    "deferred": "A text is left to the next session.",
    "implementation": "What was adopted is carried out.",
    "deployment": "A force sets out.",
    "review": "The mandate is reviewed.",
    "closed": "The case is closed.",
    "dropped": "The case is dropped.",
    "trust": "States trust an ally more or less.",
    "statement": "A member says in public where it stands.",
    "parley": "The member offers the militants talks, or ends its offer.",
    "parley_answer": "A militant command answers an offer of talks.",
    # from outside
    "inject": "The controller lets something happen.",
    "order": "Whoever sits in a chair decides otherwise than its rule would.",
}

ATTACKS = ("incursion_found", "post_attacked", "post_lost")  # somebody saw something happen at the member's side
INSIDE = ("village_taken", "band_found")  # somebody saw a band inside the country
ALARMING = (*ATTACKS, *INSIDE, "district_fell", "soldiers_refuge", "incursion_through")  # what makes a state decide

# Kinds whose `amount` is a measure, by its number on the ladder of help; 0 where there is none.
OF_A_MEASURE = frozenset(
    ("appeal", "request", "consultation", "readiness", "mission_sent", "recommendation", "draft", "text", "session",
     "ballot", "lead_will", "adopted", "blocked", "deferred", "implementation", "deployment", "review", "closed",
     "dropped", "bilateral", "talks")
)  # fmt: skip
