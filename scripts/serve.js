/** Serves dist/ on localhost with the headers that isolation and the CSP need. `--port N` fixes the port. */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import sirv from 'sirv';
import { ensureBuild } from './build.js';
import { securityHeaders } from './headers.js';
import { fail, root } from './setup.js';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const fixedPort = values.port === undefined ? undefined : Number(values.port);
if (fixedPort !== undefined && !(Number.isInteger(fixedPort) && fixedPort > 0 && fixedPort < 65536)) {
  fail(`invalid --port: ${values.port} (1 to 65535)`);
}

ensureBuild();

const headers = Object.entries(securityHeaders({ dev: false }));
const files = sirv(`${root}dist`, {
  etag: true,
  dotfiles: false,
  setHeaders: (response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    response.setHeader('Cache-Control', 'no-cache');
  },
});
const server = createServer((request, response) => {
  files(request, response, () => {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
  });
});

/** @param {number} port */
function listen(port) {
  server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'EADDRINUSE' && fixedPort === undefined && port < 5199) listen(port + 1);
    else fail(`Cannot listen on port ${port}: ${error.message}. Give another with "npm start -- --port N".`);
  });
  server.listen(port, '127.0.0.1', () => {
    server.removeAllListeners('error');
    console.log(`\n  Diffuscope is running at  http://localhost:${port}/\n\n  Ctrl+C stops it.`);
  });
}
listen(fixedPort ?? 5173);
