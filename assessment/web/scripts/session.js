// A screen whose sign-in was ended leaves what it shows, instead of trying to connect again; and
// one that was opened by its own address asks the server at the root, not first below itself.
(() => {
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: `${window.location.origin}/` };
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
