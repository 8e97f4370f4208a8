/** The page begins in pieces, each a task of its own: the styles, React, and what wires the page. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/page.css';
import './styles/settings.css';
import './styles/playback.css';
import './styles/inspector.css';
import './styles/charts.css';
import './styles/panels.css';
import './styles/canvas.css';
import './styles/compare.css';
import './styles/compare-wide.css';
import './styles/exports.css';
import './styles/explain.css';
import './styles/library.css';
import './styles/models.css';
import './styles/preflight.css';

await import('react-dom/client');
await import('./main.tsx');
