// A screen whose sign-in was ended leaves what it shows, instead of trying to connect again; and
// one that was opened by its own address asks the server at the root, not first below itself.
(() => {
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: `${window.location.origin}/` };
  const ENDED = 4401;
  const AGAIN = 3000;

  const leave = () => {
    window.typing?.keep();
    window.location.replace("/login?ended=1");
  };

  // a connection that was merely lost comes back by itself; not so behind an ended sign-in
  const ask = async () => {
    const answer = await fetch("/_stcore/host-config", { cache: "no-store" }).catch(() => null);
    if (answer?.status === 401) leave();
    else if (!answer?.ok) setTimeout(ask, AGAIN);
  };

  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => (event.code === ENDED ? leave() : ask()));
    }
  };
})();
