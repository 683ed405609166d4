/* One step on the ground in C: a straight translation of border/ as compiled by numba, rule by rule, in the same order.

   It works on the same arrays with the same dice, so that its columns can be compared with numba's. The structs
   Ground, Columns, Theatre and Parameters and all named constants come from the Python sources, see ground_c.py: an
   array `x` of a struct has its length in `x_n` and the width of its rows in `x_m`. */

#include <math.h>
#include <stdint.h>
#include "ground_layout.h"

static double max2(double a, double b) { return a > b ? a : b; }
static double min2(double a, double b) { return a < b ? a : b; }
static int64_t max2i(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t min2i(int64_t a, int64_t b) { return a < b ? a : b; }

/* -- dice ------------------------------------------------------------------------------------------------------- */

static double uniform(int64_t seed, int64_t subsystem, int64_t step, int64_t who, int64_t which)
{
    uint32_t c0 = (uint32_t)subsystem, c1 = (uint32_t)step, c2 = (uint32_t)who, c3 = (uint32_t)which;
    uint32_t k0 = (uint32_t)(uint64_t)seed, k1 = (uint32_t)((uint64_t)seed >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (double)(((uint64_t)(c0 >> 5) << 26) | (c1 >> 6)) * (1.0 / 9007199254740992.0);
}

static double normal_quantile(double u)
{
    double p = min2(max2(u, 1e-12), 1.0 - 1e-12);
    if (p < 0.02425 || p > 1.0 - 0.02425) {
        double q = sqrt(-2.0 * log(p < 0.5 ? p : 1.0 - p));
        double top = (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                        - 2.549732539343734) * q) + 4.374664141464968) * q + 2.938163982698783;
        double low = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
                      + 3.754408661907416) * q + 1.0;
        double x = top / low;
        return p < 0.5 ? x : -x;
    }
    double q = p - 0.5, r = q * q;
    double top = (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                    + 1.383577518672690e02) * r) - 3.066479806614716e01) * r + 2.506628277459239;
    double low = (((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                    + 6.680131188771972e01) * r) - 1.328068155288572e01) * r + 1.0;
    return top * q / low;
}

static int64_t poisson(double u, double mean)
{
    if (mean <= 0.0)
        return 0;
    if (mean > 60.0)
        return max2i(0, (int64_t)floor(mean + sqrt(mean) * normal_quantile(u) + 0.5));
    double term = exp(-mean), total = term;
    int64_t count = 0;
    while (u >= total && count < 400) {
        count++;
        term *= mean / (double)count;
        total += term;
    }
    return count;
}

/* -- rules ------------------------------------------------------------------------------------------------------ */

static double logistic(double x)
{
    if (x >= 0.0)
        return 1.0 / (1.0 + exp(-x));
    double z = exp(x);
    return z / (1.0 + z);
}

static double raised(double x, double exponent)
{
    if (exponent == 0.0)
        return 1.0;
    if (exponent == 1.0)
        return x;
    return pow(x, exponent);
}

static double attrition(double kill, double own, double enemy, double own_exponent, double enemy_exponent,
                        double hours, double exposure_)
{
    if (own <= 0.0 || enemy <= 0.0)
        return 0.0;
    return kill * REFERENCE_MEN * raised(own / REFERENCE_MEN, own_exponent)
           * raised(enemy / REFERENCE_MEN, enemy_exponent) * hours * exposure_;
}

static double exposure(double cover, double posture_cover, int dug_in)
{
    return cover * (dug_in ? posture_cover : 1.0);
}

static double alarm(double news, double half)
{
    return news * news / (news * news + half * half);
}

static double menace(double odds, double half)
{
    return odds * odds / (odds * odds + half * half);
}

static double mustered(double hours, double muster_hours)
{
    return min2(1.0, (hours + 1.0) / max2(muster_hours, 1.0));
}

static double per_step(double daily, double step_hours)
{
    if (daily <= 0.0)
        return 0.0;
    if (daily >= 1.0)
        return 1.0;
    return -expm1(log1p(-daily) * step_hours / 24.0);
}

static double leg(const Ground *g, const Parameters *p, int64_t a, int64_t b)
{
    int straight = a / g->height == b / g->height || a % g->height == b % g->height;
    double km = p->cell_km * (straight ? 1.0 : 1.4142135623730951);
    return km / 2.0 / max2(g->pace_foot[a] * p->foot_kmh, g->pace_road[a] * p->road_kmh)
           + km / 2.0 / max2(g->pace_foot[b] * p->foot_kmh, g->pace_road[b] * p->road_kmh);
}

static double worth(const Columns *f, int64_t i)
{
    double fresh = (0.5 + f->quality[i]) * (1.0 + 0.5 * f->equipment[i]) * (1.0 + 0.25 * f->readiness[i]);
    return fresh * (1.0 - 0.5 * f->fatigue[i]);
}

static double power(const Columns *f, int64_t i)
{
    return f->men[i] * worth(f, i);
}

static int standing(const Columns *f, int64_t i)
{
    return f->status[i] == FIELD && f->order[i] != FLEE && f->order[i] != FALL_BACK;
}

static int32_t tell(Theatre *t, int code, int64_t unit, int64_t place, int64_t amount, int32_t cause)
{
    int32_t row = t->told[0];
    if (row >= t->log_n)
        return cause;
    int32_t *line = t->log + row * t->log_m;
    line[0] = code;
    line[1] = (int32_t)unit;
    line[2] = (int32_t)place;
    line[3] = (int32_t)amount;
    line[4] = cause;
    t->told[0] = row + 1;
    return t->told[1]++;
}

/* -- who holds what ---------------------------------------------------------------------------------------------- */

static void gather(const Columns *f, Theatre *t)
{
    for (int64_t i = 0; i < f->men_n; i++) {
        int32_t c = t->counted_in[i];
        if (c >= 0)
            t->government[c] = t->militants[c] = t->attackers[c] = t->defenders[c] = 0.0;
    }
    for (int64_t i = 0; i < f->men_n; i++) {
        t->counted_in[i] = -1;
        if (!standing(f, i))
            continue;
        int32_t c = t->counted_in[i] = f->cell[i];
        if (f->side[i] == GOVERNMENT) {
            t->government[c] += power(f, i);
        } else if (f->side[i] == MILITANT) {
            if (f->order[i] == CROSS && f->found[i] == 0)
                continue;
            t->militants[c] += power(f, i);
            if (f->order[i] == ATTACK || f->order[i] == CROSS)
                t->attackers[c] += power(f, i);
        } else if (f->side[i] == HOME || f->side[i] == ALLY) {
            t->defenders[c] += power(f, i);
        }
    }
}

static int beside(const Ground *g, int64_t a, int64_t b)
{
    int64_t dx = a / g->height - b / g->height, dy = a % g->height - b % g->height;
    return dx >= -1 && dx <= 1 && dy >= -1 && dy <= 1;
}

static int32_t presses_on(const Ground *g, const Columns *f, int64_t i)
{
    int32_t d = f->objective[i];
    if (f->order[i] == ATTACK && d >= 0 && beside(g, f->cell[i], g->place_cell[d]))
        return d;
    return g->district[f->cell[i]];
}

static void reach(const Ground *g, const Columns *f, Theatre *t, const Parameters *p)
{
    for (int64_t d = 0; d < t->fallen_n; d++) {
        t->press[d] = 0.0;
        t->reached[d] = t->upon[d] = 0;
        for (int64_t k = 0; k < g->d_links_m; k++) {
            int32_t o = g->d_links[d * g->d_links_m + k];
            if (o >= 0 && t->fallen[o] == 1)
                t->reached[d] = 1;
        }
    }
    for (int64_t i = 0; i < f->men_n; i++) {
        if (f->side[i] != MILITANT || !standing(f, i))
            continue;
        int32_t d = presses_on(g, f, i);
        if (d >= 0) {
            t->press[d] += power(f, i);
            if (f->role[i] == MAIN && f->order[i] == ATTACK)
                t->upon[d] = 1;
        }
    }
    for (int64_t d = 0; d < t->fallen_n; d++)
        t->reached[d] = t->press[d] >= p->reach_odds * t->guard[d] && (t->reached[d] == 1 || t->upon[d] == 1);
}

static void rise(const Ground *g, Columns *f, const Theatre *t, int64_t hour)
{
    for (int64_t i = 0; i < f->men_n; i++) {
        if (f->role[i] != LOCAL || f->home[i] < 0 || !standing(f, i))
            continue;
        int32_t home = f->home[i];
        int open = t->reached[home] == 1 && (g->d_kind[home] != CENTRE || t->effort[home] > 0.0);
        if (f->order[i] == HOLD) {
            if (open && t->fallen[home] == 0 && hour >= f->rest_until[i]) {
                f->order[i] = ATTACK;
                f->objective[i] = home;
            }
        } else if (f->order[i] == ATTACK && f->objective[i] == home && (t->fallen[home] == 1 || !open)) {
            f->order[i] = HOLD;
            f->objective[i] = -1;
        }
    }
}

static void spread_news(const Ground *g, Theatre *t, const Parameters *p, int64_t d)
{
    for (int64_t o = 0; o < t->fallen_n; o++)
        if (o != d && g->d_front[o] == g->d_front[d])
            t->fresh[o] += p->news_front;
    for (int64_t k = 0; k < g->d_links_m; k++) {
        int32_t o = g->d_links[d * g->d_links_m + k];
        if (o >= 0)
            t->fresh[o] += g->d_front[o] == g->d_front[d] ? 1.0 - p->news_front : p->news_across;
    }
}

static void hold(const Ground *g, const Columns *f, Theatre *t, const Parameters *p)
{
    for (int64_t d = 0; d < t->fallen_n; d++)
        t->centre_guard[d] = t->present[d] = 0.0;
    for (int64_t i = 0; i < f->men_n; i++) {
        int32_t c = f->cell[i], d = g->district[c];
        if (d < 0)
            continue;
        if (f->side[i] == GOVERNMENT && standing(f, i) && f->role[i] != BORDER_POLICE && g->place_cell[d] == c)
            t->centre_guard[d] += f->men[i];
        if (f->side[i] == MILITANT && f->status[i] == FIELD)
            t->present[d] += f->men[i];
    }
    for (int64_t d = 0; d < t->fallen_n; d++) {
        int64_t km = (int64_t)(g->d_km[d] + 0.5);
        if (t->fallen[d] == 0 && t->centre_guard[d] == 0.0 && t->present[d] > 0.0) {
            t->fallen[d] = 1;
            t->district_cause[d] = tell(t, DISTRICT_FELL, -1, d, km, t->district_cause[d]);
            spread_news(g, t, p, d);
        } else if (t->fallen[d] == 1 && t->centre_guard[d] > 0.0 && t->militants[g->place_cell[d]] == 0.0) {
            t->fallen[d] = 0;
            t->district_cause[d] = tell(t, DISTRICT_RETAKEN, -1, d, km, t->district_cause[d]);
        }
    }
    for (int64_t s = 0; s < t->held_n; s++)
        t->held[s] = t->fallen[g->s_district[s]] == 1 && t->government[g->s_far[s]] == 0.0;
}

/* -- collapse ---------------------------------------------------------------------------------------------------- */

static void cut_off(const Ground *g, Theatre *t)
{
    int64_t count = t->fallen_n;
    for (int64_t d = 0; d < count; d++)
        t->isolated[d] = !(g->d_centre[d] == d && t->fallen[d] == 0);
    for (int64_t round = 0; round < count; round++) {
        int changed = 0;
        for (int64_t d = 0; d < count; d++) {
            if (t->isolated[d] == 0 || t->fallen[d] == 1 || t->fallen[g->d_centre[d]] == 1)
                continue;
            for (int64_t k = 0; k < g->d_links_m; k++) {
                int32_t o = g->d_links[d * g->d_links_m + k];
                if (o >= 0 && t->fallen[o] == 0 && t->isolated[o] == 0 && g->d_centre[o] == g->d_centre[d]) {
                    t->isolated[d] = 0;
                    changed = 1;
                    break;
                }
            }
        }
        if (!changed)
            break;
    }
}

static double open_ring(const Ground *g, const Theatre *t, int64_t d)
{
    int64_t near = 0, open = 0;
    for (int64_t k = 0; k < g->d_links_m; k++) {
        int32_t o = g->d_links[d * g->d_links_m + k];
        if (o >= 0) {
            near++;
            open += t->fallen[o] == 0;
        }
    }
    return near == 0 ? 1.0 : (double)open / (double)near;
}

static void use_up(const Ground *g, Theatre *t, const Parameters *p)
{
    double days = p->tick_hours / 24.0;
    for (int64_t d = 0; d < t->supply_n; d++) {
        double cut = d == g->d_centre[d] ? 1.0 - open_ring(g, t, d) : (double)t->isolated[d];
        t->supply[d] = min2(1.0, max2(0.0, t->supply[d] + (1.0 - cut) * days - cut * days / p->supply_days));
    }
}

static void weigh(const Ground *g, const Columns *f, Theatre *t, const Parameters *p)
{
    for (int64_t d = 0; d < t->press_n; d++)
        t->press[d] = t->guard[d] = 0.0;
    for (int64_t i = 0; i < f->men_n; i++) {
        if (!standing(f, i))
            continue;
        int32_t d = f->side[i] == MILITANT ? presses_on(g, f, i) : g->district[f->cell[i]];
        if (d < 0)
            continue;
        if (f->side[i] == MILITANT)
            t->press[d] += power(f, i) * (f->order[i] == ATTACK ? 1.0 : p->local_pressure);
        else if (f->side[i] == GOVERNMENT)
            t->guard[d] += power(f, i);
    }
    for (int64_t k = 0; k < t->front_press_n; k++)
        t->front_press[k] = t->front_guard[k] = 0.0;
    for (int64_t d = 0; d < t->press_n; d++) {
        t->front_press[g->d_front[d]] += t->press[d];
        if (g->d_kind[d] != CENTRE)
            t->front_guard[g->d_front[d]] += t->guard[d];
    }
    double fade = pow(0.5, p->tick_hours / 24.0 / p->news_half_life_days);
    for (int64_t d = 0; d < t->news_n; d++) {
        t->news[d] = t->news[d] * fade + t->fresh[d];
        t->fresh[d] = 0.0;
    }
    cut_off(g, t);
    use_up(g, t, p);
}

static void give_up(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour, int64_t i)
{
    int32_t d = g->district[f->cell[i]], centre = g->d_centre[d];
    double u = uniform(seed, FLEE_DICE, hour, f->uid[i], 0);
    double odds = t->press[d] / max2(t->guard[d], 1.0);
    double *plight = t->plight + i * t->plight_m;
    plight[0] = odds;
    plight[1] = t->news[d];
    plight[2] = t->isolated[d];
    plight[3] = t->effort[d] * t->reached[d];
    plight[4] = t->supply[d];
    double share = t->upon[d] == 1 ? p->deal_share + (1.0 - p->deal_share) * p->deal_main : p->deal_share;
    int32_t gone = (int32_t)min2i((int64_t)floor(f->men[i] * share + u), f->men[i]);
    f->left[i] += gone;
    f->men[i] -= gone;
    double to_centre = INFINITY, to_border = g->exit_hours[f->cell[i]];
    if (t->isolated[d] == 0 && centre != d)
        to_centre = g->hours[centre * g->hours_m + f->cell[i]];
    if (to_border > p->flee_hours)
        to_border = INFINITY;
    if (isinf(to_centre) && isinf(to_border)) {
        f->left[i] += f->men[i];
        gone += f->men[i];
        f->men[i] = 0;
    }
    if (f->men[i] == 0) {
        f->status[i] = DEALT;
        t->unit_cause[i] = tell(t, DEAL, i, d, gone, t->district_cause[d]);
    } else if (to_centre <= p->fall_back_hours || isinf(to_border)) {
        f->order[i] = FALL_BACK;
        f->objective[i] = centre;
        t->unit_cause[i] = tell(t, FALLBACK, i, d, f->men[i], t->district_cause[d]);
    } else {
        f->order[i] = FLEE;
        f->objective[i] = -1;
        t->unit_cause[i] = tell(t, FLIGHT, i, d, f->men[i], t->district_cause[d]);
    }
    t->district_cause[d] = t->unit_cause[i];
}

static void collapse(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour)
{
    for (int64_t i = 0; i < f->men_n; i++) {
        if (f->side[i] != GOVERNMENT || !standing(f, i))
            continue;
        int32_t d = g->district[f->cell[i]];
        if (d < 0 || t->press[d] <= 0.0)
            continue;
        double ring = 0.0, capital = 0.0;
        if (d == g->d_centre[d]) {
            ring = open_ring(g, t, d);
            capital = p->collapse_capital;
        }
        double odds = t->press[d] / max2(t->guard[d], 1.0);
        double balance = odds;
        if (g->d_kind[d] != CENTRE)
            balance = t->front_press[g->d_front[d]] / max2(t->front_guard[g->d_front[d]], 1.0);
        double felt = menace(balance, p->menace_half) * (1.0 - ring);
        double x = p->collapse_base + p->collapse_odds * log(max2(odds, 1e-3))
                   + p->collapse_news * (alarm(t->news[d], p->news_half) * felt)
                   + p->collapse_isolation * t->isolated[d] + p->collapse_supply * (1.0 - t->supply[d])
                   + p->collapse_effort * t->effort[d] * t->reached[d] * felt
                   + (p->collapse_centre * t->fallen[d] - capital);
        double hazard = logistic(x - p->collapse_cohesion * f->cohesion[i]);
        if (uniform(seed, COLLAPSE_DICE, hour, f->uid[i], 0) < per_step(hazard, p->tick_hours))
            give_up(g, f, t, p, seed, hour, i);
    }
}

/* -- fighting ---------------------------------------------------------------------------------------------------- */

static void break_off(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour,
                      int64_t i)
{
    if (f->kind[i] == GARRISON) {
        give_up(g, f, t, p, seed, hour, i);
    } else if (f->kind[i] == BAND) {
        f->rest_until[i] = (int32_t)(hour + (int64_t)floor(p->retry_days * 24.0));
        f->start[i] = f->men[i];
        f->order[i] = HOLD;
        f->objective[i] = -1;
        t->unit_cause[i] = tell(t, BROKE_OFF, i, g->district[f->cell[i]], f->men[i], t->unit_cause[i]);
    } else if (f->kind[i] == POST) {
        t->counts[POSTS_LOST]++;
        f->start[i] = f->men[i];
        f->order[i] = FALL_BACK;
        f->objective[i] = (int32_t)t->fallen_n + f->home[i];
        t->unit_cause[i] = tell(t, POST_LOST, i, f->segment[i], f->men[i], t->unit_cause[i]);
    } else {
        f->start[i] = f->men[i];
        if (f->kind[i] == BATTALION && f->home[i] >= 0) {
            f->order[i] = FALL_BACK;
            f->objective[i] = (int32_t)t->fallen_n + f->home[i];
            t->unit_cause[i] = tell(t, BROKE_OFF, i, -1, f->men[i], t->unit_cause[i]);
        }
    }
}

static void suffer(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour,
                   int64_t i, double mean, int64_t which)
{
    int32_t dead = (int32_t)min2i(poisson(uniform(seed, FIGHT_DICE, hour, f->uid[i], which), mean), f->men[i]);
    f->men[i] -= dead;
    f->lost[i] += dead;
    f->fatigue[i] = min2(1.0, f->fatigue[i] + HOUR / TIRE_HOURS);
    if (f->men[i] == 0) {
        f->status[i] = DESTROYED;
        if (f->kind[i] == POST)
            t->counts[POSTS_LOST]++;
        t->unit_cause[i] = tell(t, UNIT_DESTROYED, i, g->district[f->cell[i]], dead, t->unit_cause[i]);
    } else if (f->men[i] < p->break_off_share * f->start[i] && f->order[i] != CROSS) {
        break_off(g, f, t, p, seed, hour, i);
    }
}

static int fights(const Columns *f, const Theatre *t, int64_t i)
{
    int32_t c = f->cell[i];
    return (f->side[i] == MILITANT || f->side[i] == GOVERNMENT) && t->attackers[c] > 0.0 && t->government[c] > 0.0;
}

static int in_contact(const Columns *f, const Theatre *t)
{
    for (int64_t i = 0; i < f->men_n; i++)
        if (f->side[i] == GOVERNMENT && t->attackers[f->cell[i]] > 0.0 && standing(f, i))
            return 1;
    return 0;
}

static void exchange(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour)
{
    for (int64_t i = 0; i < f->men_n; i++) {
        if (!standing(f, i) || f->order[i] == CROSS || !fights(f, t, i))
            continue;
        int32_t c = f->cell[i];
        double regulars = t->government[c], guerrillas = t->militants[c];
        if (f->side[i] == MILITANT) {
            double mean = attrition(p->regular_kill, guerrillas / worth(f, i), regulars, p->law_guerrilla_own,
                                    p->law_enemy, HOUR, 1.0);
            suffer(g, f, t, p, seed, hour, i, mean * (power(f, i) / guerrillas), 0);
        } else {
            double shelter = exposure(g->cover[c], p->posture_cover, f->order[i] == HOLD);
            double mean = attrition(p->guerrilla_kill, regulars / worth(f, i), t->attackers[c], p->law_regular_own,
                                    p->law_enemy, HOUR, shelter);
            suffer(g, f, t, p, seed, hour, i, mean * (power(f, i) / regulars), 0);
        }
    }
}

static void fight(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour)
{
    int64_t hours = (int64_t)p->tick_hours;
    for (int64_t i = 0; i < f->men_n; i++)
        if (standing(f, i) && f->order[i] != CROSS && !fights(f, t, i))
            if (f->side[i] == MILITANT || f->side[i] == GOVERNMENT || hour >= f->rest_until[i])
                f->fatigue[i] = max2(0.0, f->fatigue[i] - p->tick_hours / REST_HOURS);
    for (int64_t k = 0; k < hours; k++) {
        if (!in_contact(f, t))
            break;
        gather(f, t);
        exchange(g, f, t, p, seed, hour + k);
    }
}

/* -- marches ----------------------------------------------------------------------------------------------------- */

static void seek_refuge(const Ground *g, Columns *f, Theatre *t, int64_t i)
{
    int32_t s = g->exit_segment[f->cell[i]];
    f->segment[i] = s;
    int32_t let_in = (int32_t)min2i(f->men[i], max2i(0, t->room[0])), turned = f->men[i] - let_in;
    t->room[0] -= let_in;
    f->men[i] = let_in;
    f->left[i] += turned;
    f->status[i] = let_in > 0 ? REFUGE : DEALT;
    if (let_in > 0) {
        t->counts[SOLDIERS_REFUGE] += let_in;
        t->unit_cause[i] = tell(t, REFUGE_SOUGHT, i, s, let_in, t->unit_cause[i]);
    }
    if (turned > 0)
        t->unit_cause[i] = tell(t, TURNED_AWAY, i, s, turned, t->unit_cause[i]);
}

static void arrive(Columns *f, int64_t i)
{
    f->march[i] = 0.0;
    if (f->order[i] == FALL_BACK || f->order[i] == MOVE_TO) {
        f->order[i] = HOLD;
        f->objective[i] = -1;
        if (f->side[i] == GOVERNMENT) {
            f->cohesion[i] *= 0.8;
            f->start[i] = f->men[i];
        }
    }
}

static int stays_outside(const Ground *g, const Columns *f, const Theatre *t, const Parameters *p, int64_t i,
                         int32_t cell)
{
    int32_t d = f->objective[i];
    return f->side[i] == MILITANT && cell == g->place_cell[d] && p->storm_odds * t->government[cell] > t->press[d];
}

static double march_hours(const Parameters *p, double hours)
{
    return hours * p->march_hours_per_day / 24.0;
}

static int pay(const Ground *g, const Parameters *p, double *saved, int64_t i, int32_t cell, int32_t to)
{
    if (to < 0) {
        saved[i] = 0.0;
        return 0;
    }
    double cost = leg(g, p, cell, to);
    if (saved[i] < cost)
        return 0;
    saved[i] -= cost;
    return 1;
}

static void march(const Ground *g, Columns *f, Theatre *t, const Parameters *p)
{
    for (int64_t i = 0; i < f->men_n; i++) {
        if (f->status[i] != FIELD || f->order[i] == HOLD || f->order[i] == CROSS)
            continue;
        int fleeing = f->order[i] == FLEE;
        if (!fleeing && f->objective[i] < 0)
            continue;
        const float *rest = fleeing ? g->exit_hours : g->hours + f->objective[i] * g->hours_m;
        f->march[i] += march_hours(p, p->tick_hours);
        for (;;) {
            int32_t c = f->cell[i], best = -1;
            if (rest[c] <= 0.0f) {
                if (fleeing)
                    seek_refuge(g, f, t, i);
                else
                    arrive(f, i);
                break;
            }
            double best_hours = INFINITY;
            for (int k = 0; k < 8; k++) {
                int32_t o = g->neighbours[c * 8 + k];
                if (o < 0 || g->country[o] != g->country[c] || isinf(rest[o]))
                    continue;
                double total = rest[o] + leg(g, p, c, o);
                if (total < best_hours) {
                    best = o;
                    best_hours = total;
                }
            }
            if (!pay(g, p, f->march, i, c, best))
                break;
            if (f->order[i] == ATTACK && stays_outside(g, f, t, p, i, best)) {
                f->march[i] = 0.0;
                break;
            }
            f->cell[i] = best;
        }
    }
}

/* -- crossing the border ------------------------------------------------------------------------------------------ */

static int guards(const Columns *f, int64_t i)
{
    return (f->side[i] == HOME || f->side[i] == ALLY) && standing(f, i) && f->men[i] > 0;
}

static void post_guards(const Columns *f, Theatre *t, const Parameters *p)
{
    for (int64_t i = 0; i < f->men_n; i++) {
        int32_t c = t->guarded[i];
        if (c >= 0) {
            t->watch_men[c] = t->patrols[c] = 0.0;
            t->first_guard[c] = -1;
        }
    }
    for (int64_t i = f->men_n - 1; i >= 0; i--) {
        t->guarded[i] = -1;
        if (!guards(f, i))
            continue;
        int32_t c = t->guarded[i] = f->cell[i];
        double gain = 1.0 + p->equipment_gain * f->equipment[i] + p->readiness_gain * f->readiness[i];
        t->watch_men[c] += power(f, i);
        t->patrols[c] += f->men[i] / p->patrol_men * (0.5 + f->quality[i]) * gain;
        t->next_guard[i] = t->first_guard[c];
        t->first_guard[c] = (int32_t)i;
    }
}

static double watch(const Ground *g, const Theatre *t, int32_t cell, double *patrols)
{
    double strength = t->watch_men[cell];
    *patrols = t->patrols[cell];
    for (int k = 0; k < 8; k++) {
        int32_t o = g->neighbours[cell * 8 + k];
        if (o >= 0) {
            strength += t->watch_men[o];
            *patrols += t->patrols[o];
        }
    }
    return strength;
}

static void discover(Columns *f, Theatre *t, int64_t i, int how)
{
    f->found[i] = (int8_t)how;
    f->contact[i] = 0;
    t->unit_cause[i] = tell(t, FOUND, i, f->segment[i], f->men[i], t->unit_cause[i]);
}

static int32_t most_promising(const Ground *g, const Columns *f, const Theatre *t, const Parameters *p, int64_t i,
                              double *best_daily)
{
    int32_t here = f->segment[i], best = -1;
    *best_daily = 0.0;
    if (here < 0)
        return best;
    double own = power(f, i), patrols;
    for (int32_t k = 0; k < 2 * REACH_STRETCHES + 1; k++) {
        int32_t s = here + (k % 2 == 1 ? (k + 1) / 2 : -(k / 2));
        if (s < 0 || s >= t->held_n || t->held[s] == 0)
            continue;
        double shown = watch(g, t, g->s_near[s], &patrols) + t->show[s];
        double daily = f->intent[i] / (1.0 + p->deterrence * shown / max2(own, 1.0) + p->avoid_repelled * t->repelled[s]);
        if (daily > *best_daily) {
            best = s;
            *best_daily = daily;
        }
    }
    return best;
}

static void consider(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour,
                     int64_t i)
{
    if (g->depth_km[f->cell[i]] > REACH_KM)
        return;
    double u = uniform(seed, CROSS_DICE, hour, f->uid[i], 0), daily;
    if (u >= per_step(f->intent[i], p->tick_hours))
        return;
    int32_t s = most_promising(g, f, t, p, i, &daily);
    if (s < 0 || u >= per_step(daily, p->tick_hours))
        return;
    t->counts[ATTEMPTED]++;
    f->order[i] = CROSS;
    f->objective[i] = -1;
    f->segment[i] = s;
    f->cell[i] = g->s_near[s];
    f->march[i] = 0.0;
    t->unit_cause[i] = tell(t, ATTEMPT, i, s, f->men[i], -1);
    f->found[i] = UNSEEN;
    double post = t->watch_men[f->cell[i]];
    int storms = uniform(seed, CROSS_DICE, hour, f->uid[i], 1) < f->assault[i];
    if (storms && post > 0.0 && power(f, i) >= p->storm_odds * post)
        discover(f, t, i, STORMING);
}

static void repulse(Theatre *t, const Columns *f, int64_t i)
{
    t->counts[REPELLED]++;
    t->repelled[f->segment[i]] += 1.0;
}

static int loses(const Columns *f, int64_t i, double own, double strength)
{
    if (f->found[i] == STORMING)
        return strength > OUTMATCHED * own;
    return own <= OUTMATCHED * strength;
}

static void engage(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour,
                   int64_t i, double strength)
{
    double own = power(f, i);
    int32_t cell = f->cell[i];
    double share = mustered((double)f->contact[i], p->muster_hours);
    f->contact[i]++;
    double here = f->found[i] == STORMING ? 1.0 : share;
    double firing = share * (strength - t->watch_men[cell]) + here * t->watch_men[cell];
    for (int n = 0; n < 9; n++) {
        int32_t c = n == 8 ? cell : g->neighbours[cell * 8 + n];
        if (c < 0)
            continue;
        for (int32_t k = t->first_guard[c]; k >= 0; k = t->next_guard[k]) {
            if (!guards(f, k))
                continue;
            double shelter = exposure(g->cover[c], p->posture_cover, f->order[k] != MOVE_TO && f->order[k] != PURSUE);
            double loss = attrition(p->aimed_kill, firing / worth(f, k), own * here, p->law_aimed_own, p->law_enemy, HOUR,
                                    shelter);
            double part = (c == cell ? here : share) * power(f, k) / firing;
            int32_t before = f->lost[k];
            suffer(g, f, t, p, seed, hour, k, loss * part, f->uid[i]);
            f->rest_until[k] = (int32_t)(hour + RESTLESS_HOURS);
            if (f->lost[k] > 0 && before == 0)
                t->unit_cause[k] = tell(t, POST_ATTACKED, k, f->segment[k], f->lost[k], t->unit_cause[i]);
        }
    }
    double mean = attrition(p->aimed_kill, (double)f->men[i], firing, p->law_aimed_own, p->law_enemy, HOUR, 1.0);
    int32_t began = f->start[i];
    suffer(g, f, t, p, seed, hour, i, mean, 1);
    if (f->status[i] != FIELD) {
        repulse(t, f, i);
        t->unit_cause[i] = tell(t, REPELLED_, i, f->segment[i], 0, t->unit_cause[i]);
    } else if (f->men[i] < p->break_off_share * began
               || (f->contact[i] >= p->break_contact_hours && loses(f, i, own, strength))) {
        repulse(t, f, i);
        f->cell[i] = g->s_far[f->segment[i]];
        f->order[i] = HOLD;
        f->found[i] = UNSEEN;
        f->start[i] = f->men[i];
        f->rest_until[i] = (int32_t)(hour + (int64_t)floor(p->retry_days * 24.0));
        t->unit_cause[i] = tell(t, REPELLED_, i, f->segment[i], f->men[i], t->unit_cause[i]);
    }
}

static void inland(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t i, int64_t hour)
{
    f->march[i] += march_hours(p, HOUR);
    for (;;) {
        int32_t c = f->cell[i], best = -1;
        t->deepest[0] = max2(t->deepest[0], g->depth_km[c]);
        double deepest = g->depth_km[c];
        for (int k = 0; k < 8; k++) {
            int32_t o = g->neighbours[c * 8 + k];
            if (o >= 0 && g->country[o] == g->country[c] && g->depth_km[o] > deepest + 1e-9) {
                best = o;
                deepest = g->depth_km[o];
            }
        }
        if (best < 0 || g->depth_km[c] >= f->aim_km[i]) {
            t->counts[THROUGH]++;
            f->status[i] = INSIDE;
            f->rest_until[i] = (int32_t)hour;
            t->unit_cause[i] = tell(t, THROUGH_, i, f->segment[i], f->men[i], t->unit_cause[i]);
            return;
        }
        if (!pay(g, p, f->march, i, c, best))
            return;
        f->cell[i] = best;
    }
}

static int go_on(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour, int64_t i)
{
    double patrols, strength = watch(g, t, f->cell[i], &patrols);
    if (f->found[i] == UNSEEN) {
        double cued = patrols * (1.0 + p->information_gain * t->information[0]);
        double width = p->sweep_width_km * cued * g->cover[f->cell[i]];
        double chance = -expm1(-width * p->patrol_kmh * HOUR / (9.0 * p->cell_km * p->cell_km));
        if (uniform(seed, CROSS_DICE, hour, f->uid[i], 2) < chance)
            discover(f, t, i, SEEN);
    }
    if (f->found[i] != UNSEEN && strength > 0.0) {
        engage(g, f, t, p, seed, hour, i, strength);
        return 1;
    }
    f->found[i] = UNSEEN;
    inland(g, f, t, p, i, hour);
    return 0;
}

static void cross(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t hour)
{
    post_guards(f, t, p);
    double fade = pow(0.5, p->tick_hours / 24.0 / p->repelled_half_life_days);
    for (int64_t s = 0; s < t->repelled_n; s++)
        t->repelled[s] *= fade;
    int under_way = 0;
    for (int64_t i = 0; i < f->men_n; i++) {
        if (f->side[i] != MILITANT || f->status[i] != FIELD)
            continue;
        if (f->order[i] != CROSS) {
            f->segment[i] = g->exit_segment[f->cell[i]];
            if (f->intent[i] > 0.0 && f->order[i] == HOLD && hour >= f->rest_until[i])
                consider(g, f, t, p, seed, hour, i);
        }
        under_way |= f->order[i] == CROSS;
    }
    if (!under_way)
        return;
    int64_t hours = (int64_t)p->tick_hours;
    int fought = 0;
    for (int64_t k = 0; k < hours; k++) {
        if (fought)
            post_guards(f, t, p);
        fought = 0;
        for (int64_t i = 0; i < f->men_n; i++)
            if (f->side[i] == MILITANT && f->status[i] == FIELD && f->order[i] == CROSS)
                fought |= go_on(g, f, t, p, seed, hour + k, i);
    }
}

/* -- one step ---------------------------------------------------------------------------------------------------- */

static void tick(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t number)
{
    int64_t hour = number * (int64_t)p->tick_hours;
    gather(f, t);
    reach(g, f, t, p);
    rise(g, f, t, hour);
    weigh(g, f, t, p);
    collapse(g, f, t, p, seed, hour);
    fight(g, f, t, p, seed, hour);
    march(g, f, t, p);
    cross(g, f, t, p, seed, hour);
    gather(f, t);
    hold(g, f, t, p);
}

void ground_step(const Ground *g, Columns *f, Theatre *t, const Parameters *p, int64_t seed, int64_t step)
{
    t->told[0] = 0;
    int64_t ticks = (int64_t)p->step_ticks;
    for (int64_t k = 0; k < ticks; k++)
        tick(g, f, t, p, seed, (step - 1) * ticks + k);
}
