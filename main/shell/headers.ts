// The headers that stand on every answer of both shells: one table, so that Electron's app:// and the loopback server cannot
// drift apart. A page gets no script but ours, no network but ours, no frame, no popup, no download, no device.

/** Browser features that a kiosk page never needs (W3C Permissions Policy; an empty list denies it to every origin). */
const deniedFeatures = [
  'accelerometer',
  'autoplay',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'speaker-selection',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

/**
 * The security headers of a kiosk answer.
 * @param frameAncestor origin of the dock, the only page that may frame the kiosk, or null for none
 * @param socket address of the bridge's WebSocket (`ws://127.0.0.1:…`), or null where the bridge is not a socket
 */
export function securityHeaders(options: {
  readonly frameAncestor: string | null;
  readonly socket: string | null;
}): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    `connect-src 'self'${options.socket === null ? '' : ` ${options.socket}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${options.frameAncestor ?? "'none'"}`,
    // Strings become markup only through Svelte's own template policy (svelte/internal/client/dom/reconciler.js).
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
    // No popups, no downloads, no dialogs, no top navigation out of a frame. `allow-forms` is for submit events only:
    // form-action above sends them nowhere.
    'sandbox allow-scripts allow-same-origin allow-forms',
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
    'cache-control': 'no-store',
  };
}
