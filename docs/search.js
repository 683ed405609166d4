// A page opened from disk may not start a worker. There the search runs in a hidden frame instead.
if (location.protocol === "file:") {
  const load = (frame, address) =>
    new Promise((done) => {
      const script = frame.document.createElement("script");
      script.src = address;
      script.onload = script.onerror = done;
      frame.document.head.append(script);
    });
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.element = document.createElement("iframe");
      this.element.hidden = true;
      this.element.title = "search";
      document.body.append(this.element);
      const frame = (this.frame = this.element.contentWindow);
      frame.document.open();
      frame.document.write("<!doctype html><html lang=en><head><title>search</title></head><body></body></html>");
      frame.document.close();
      frame.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      frame.importScripts = async (...addresses) => {
        for (const each of addresses) await load(frame, each);
      };
      this.ready = load(frame, address);
    }
    async postMessage(data) {
      await this.ready;
      this.frame.dispatchEvent(new MessageEvent("message", { data }));
    }
    terminate() {
      this.element.remove();
    }
  };
}
