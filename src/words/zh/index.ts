/** Every phrase of the page in Chinese, by its English; one file for each part of the page. */
import { canvas } from './canvas.ts';
import { charts } from './charts.ts';
import { common } from './common.ts';
import { compare } from './compare.ts';
import { controls } from './controls.ts';
import { explainDecode } from './explain-decode.ts';
import { explainMeasures } from './explain-measures.ts';
import { explainPage } from './explain-page.ts';
import { explainPictures } from './explain-pictures.ts';
import { exports } from './exports.ts';
import { imports } from './import.ts';
import { library } from './library.ts';
import { machine } from './machine.ts';
import { models } from './models.ts';
import { page } from './page.ts';
import { watch } from './watch.ts';

export const zh = {
  ...{ ...canvas, ...charts, ...common, ...compare, ...controls },
  ...{ ...explainDecode, ...explainMeasures, ...explainPage, ...explainPictures },
  ...{ ...exports, ...imports, ...library, ...machine, ...models, ...page, ...watch },
} as const;
