/** The marks of a scene by kind. */
import type { Mark, Scene } from '../../src/charts/scene.ts';

type Kind<K extends Mark['kind']> = Extract<Mark, { kind: K }>;

const ofKind = <K extends Mark['kind']>(scene: Scene, kind: K): Kind<K>[] =>
  scene.marks.filter((mark): mark is Kind<K> => mark.kind === kind);

export const circles = (scene: Scene) => ofKind(scene, 'circle');
export const lines = (scene: Scene) => ofKind(scene, 'line');
export const paths = (scene: Scene) => ofKind(scene, 'path');
export const texts = (scene: Scene) => ofKind(scene, 'text');
