import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { viteStaticCopy } from 'vite-plugin-static-copy';
import { securityHeaders } from './scripts/headers.js';

/** The page is begun in pieces (`src/app/start.ts`): the browser is told of all of them at once. */
const preloadFirstPieces: Plugin = {
  name: 'preload-first-pieces',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const files = new Set<string>();
      const visit = (file: string): void => {
        const piece = bundle[file];
        if (piece?.type !== 'chunk' || files.has(file)) return;
        files.add(file);
        piece.imports.forEach(visit);
      };
      for (const piece of Object.values(bundle)) {
        if (piece.type === 'chunk' && piece.facadeModuleId?.endsWith('/src/app/main.tsx')) visit(piece.fileName);
      }
      const untold = [...files].filter((file) => !html.includes(file));
      return untold.map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
        injectTo: 'head',
      }));
    },
  },
};

export default defineConfig({
  base: './',
  plugins: [
    react(),
    preloadFirstPieces,
    viteStaticCopy({
      targets: [
        { src: 'models/catalog.json', dest: 'models' },
        { src: 'models/pocket/*.{json,onnx,data}', dest: 'models/pocket' },
        { src: 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.{asyncify.,jspi.,}{mjs,wasm}', dest: 'ort' },
      ],
    }),
  ],
  // The runtime's glue and wasm are served as files under ort/, not inlined.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  // A font inlined as data: would need more than the CSP allows.
  build: { target: 'es2023', chunkSizeWarningLimit: 1000, assetsInlineLimit: 0 },
  server: { headers: securityHeaders({ dev: true }) },
  preview: { headers: securityHeaders({ dev: false }) },
});
