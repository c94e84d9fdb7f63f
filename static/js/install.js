// @ts-check
// Lets the browser start the app without network. Over plain HTTP browsers offer none of it.

if (isSecureContext && "serviceWorker" in navigator) {
  // A worker that cannot be fetched leaves the page as it is: it works online, and the next page
  // tries again.
  navigator.serviceWorker
    .register("/sw.js", { scope: "/", updateViaCache: "none" })
    .catch(() => undefined);
}
