// A screen whose sign-in was ended leaves what it shows, instead of trying to connect again.
(() => {
  const ENDED = 4401;
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => {
        if (event.code === ENDED) window.location.replace("/login?ended=1");
      });
    }
  };
})();
