import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { viteStaticCopy } from 'vite-plugin-static-copy';
import { securityHeaders } from './scripts/headers.js';

export default defineConfig({
  base: './',
  plugins: [
    react(),
    viteStaticCopy({
      targets: [
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
