/** The embedded checkpoint as a model of a longer context: what it says is worth nothing, what it takes is. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { convert } from '../../src/convert/convert.ts';

const CHECKPOINT = resolve('models/pocket/checkpoint');

/** Gives `use` the folder of an f32 model of so many positions, which is gone afterwards. */
export async function withLongModel<T>(context: number, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'diffuscope-bench-'));
  try {
    const checkpoint = join(folder, 'checkpoint');
    mkdirSync(checkpoint);
    for (const name of ['model.safetensors', 'tokenizer.json'])
      symlinkSync(join(CHECKPOINT, name), join(checkpoint, name));
    const config = JSON.parse(readFileSync(join(CHECKPOINT, 'config.json'), 'utf8'));
    writeFileSync(join(checkpoint, 'config.json'), JSON.stringify({ ...config, max_position_embeddings: context }));
    const out = join(folder, 'model');
    await convert({ checkpoint, out, variants: ['f32'] });
    return await use(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
