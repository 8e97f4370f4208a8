/**
 * Headers every page and file is served with: cross-origin isolation (threads in WASM need it) and a strict CSP.
 * `wasm-unsafe-eval` lets WebAssembly compile and nothing else. The page connects to any host over https, and to this
 * machine: models are downloaded from where a visitor says, and what comes is data, checked before it is used.
 * @param {{ dev: boolean }} options dev: Vite's hot reload needs an inline script and a web socket.
 * @returns {Record<string, string>}
 */
export function securityHeaders({ dev }) {
  const csp = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${dev ? " 'unsafe-inline'" : ''}`,
    `style-src 'self'${dev ? " 'unsafe-inline'" : ''}`,
    "font-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' https: http://localhost:* http://127.0.0.1:*${dev ? ' ws:' : ''}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    'Content-Security-Policy': csp,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}
