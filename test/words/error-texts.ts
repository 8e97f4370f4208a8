/** The texts of the errors that a user of the page can meet, read from the code that throws them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

interface ErrorText {
  readonly where: string;
  /** `{{0}}`, `{{1}}` … stand where the code puts values. */
  readonly text: string;
}

/** Where the page's errors are thrown. */
const LAYERS = ['model', 'decode', 'trace', 'metrics', 'engine', 'export', 'state', 'app'] as const;

/**
 * Messages and remedies of every `new DiffuscopeError(…)`. Where the text is a constant it is looked up, and where it is
 * a parameter, in the calls (of the same file, or of all if the function is exported); what is neither is left out.
 */
export function errorTexts(src: string): readonly ErrorText[] {
  const files = LAYERS.flatMap((layer) =>
    readdirSync(join(src, layer), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => {
        const where = join(layer, name);
        return { where, nodes: nodesIn(parseSync(where, readFileSync(join(src, where), 'utf8')).program) };
      }),
  );
  const calls = files.flatMap(({ nodes }) => nodes).filter(({ type }) => type === 'CallExpression');
  return files.flatMap(({ where, nodes }) => {
    const texts = nodes
      .filter(({ type, callee }) => type === 'NewExpression' && callee?.name === 'DiffuscopeError')
      .flatMap((thrown) => thrown.arguments!.slice(1, 3))
      .flatMap((argument) => resolve(argument, { nodes, calls }, 3));
    return [...new Set(texts)].map((text) => ({ where, text }));
  });
}

interface Code {
  /** Of the file. */
  readonly nodes: readonly Node[];
  /** Of all files. */
  readonly calls: readonly Node[];
}

/** ESTree, as far as it is read here. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly callee?: Node;
  readonly arguments?: readonly Node[];
  readonly consequent?: Node;
  readonly alternate?: Node;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
  readonly expressions?: readonly Node[];
  readonly id?: Node | null;
  readonly init?: Node | null;
  readonly params?: readonly Node[];
  readonly declaration?: Node | null;
  readonly declarations?: readonly Node[];
}

/** What an expression can say. @param depth names that are followed. */
function resolve(expression: Node, code: Code, depth: number): readonly string[] {
  const { type, value, quasis, expressions, name, consequent, alternate } = expression;
  if (type === 'Literal') return typeof value === 'string' ? [value] : [];
  if (type === 'TemplateLiteral') {
    return quasis!.reduce<readonly string[]>(
      (texts, quasi, index) => {
        const before = index === 0 ? undefined : resolve(expressions![index - 1]!, code, depth - 1);
        const between = before === undefined ? [''] : before.length === 0 ? [`{{${index - 1}}}`] : before;
        return texts.flatMap((text) => between.map((said) => text + said + quasi.value.cooked));
      },
      [''],
    );
  }
  if (type === 'ConditionalExpression') {
    return [consequent!, alternate!].flatMap((branch) => resolve(branch, code, depth));
  }
  if (type !== 'Identifier' || depth <= 0) return [];
  const constants = code.nodes.filter((node) => node.type === 'VariableDeclarator' && node.id?.name === name);
  const values = constants.flatMap(({ init }) => (init ? [init] : []));
  return [...values, ...givenFor(name!, code)].flatMap((given) => resolve(given, code, depth - 1));
}

/** Arguments that stand in calls for a parameter of this name. */
function givenFor(name: string, { nodes, calls }: Code): readonly Node[] {
  return nodes.flatMap((node) => {
    const made = node.type === 'VariableDeclarator' ? node.init : node;
    const place = made?.params?.findIndex((parameter) => parameter.name === name) ?? -1;
    const called = node.id?.name;
    if (place < 0 || called === undefined) return [];
    const isExported = nodes.some(
      ({ type, declaration }) =>
        type === 'ExportNamedDeclaration' && (declaration === node || declaration?.declarations?.includes(node)),
    );
    const reach = isExported ? calls : nodes.filter(({ type }) => type === 'CallExpression');
    return reach.filter(({ callee }) => callee?.name === called).flatMap((call) => call.arguments![place] ?? []);
  });
}

function nodesIn(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(nodesIn);
  return 'type' in value ? [value as Node, ...below] : below;
}
