// What makes the pages an app: the manifest, whose first page is this slip's, and the service worker. Both after everything else, so
// that the first screen waits for neither.

/** @param slip the digits in the address, '' without */
export function install(slip: string): void {
  addEventListener('load', () => {
    const manifest = document.createElement('link');
    manifest.rel = 'manifest';
    manifest.href = `./app.webmanifest${slip === '' ? '' : `?slip=${slip}`}`;
    const icon = document.createElement('link');
    icon.rel = 'apple-touch-icon';
    icon.href = './icons/apple-touch-icon.png';
    document.head.append(manifest, icon);
    if ('serviceWorker' in navigator) navigator.serviceWorker.register('./worker.js').catch(() => undefined);
  });
}
