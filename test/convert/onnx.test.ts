import { expect, test } from 'vitest';
import { encodeModel } from '../../src/convert/onnx.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const text = (value: string) => Buffer.from(value).toString('hex');

// By hand from onnx.proto: a tag is (field number << 3) | wire type; 0 varint, 2 length-delimited, 5 32-bit.
test('a model, byte for byte', () => {
  const bytes = encodeModel({
    name: 'g',
    nodes: [
      {
        name: 'n',
        operator: 'Op',
        domain: '',
        inputs: ['x', ''],
        outputs: ['n'],
        attributes: { k: { int: 300 }, e: { float: 0.5 } },
      },
    ],
    constants: [{ name: 'c', dataType: 'int64', shape: [1], bytes: new Uint8Array([7, 0, 0, 0, 0, 0, 0, 0]) }],
    weights: [{ name: 'w', dataType: 'uint8', shape: [2, 3], location: 'a', offset: 64, length: 6 }],
    inputs: [{ name: 'x', dataType: 'int32', shape: [1, 'S'] }],
    outputs: [],
  });
  const node = [
    `0a01${text('x')}0a00`, // input 1: "x", ""
    `1201${text('n')}1a01${text('n')}2202${text('Op')}`, // output 2, name 3, op_type 4
    `2a09${`0a01${text('k')}`}18ac02a00102`, // attribute 5: name 1, i 3 = 300, type 20 = INT 2
    `2a0b${`0a01${text('e')}`}150000003fa00101`, // f 2 = 0.5, type FLOAT 1
    '3a00', // domain 7
  ].join('');
  const constant = `08011007${`4201${text('c')}`}4a080700000000000000`; // dims 1, type 2 = INT64 7, name 8, raw 9
  const entry = (key: string, value: string) => {
    const [k, v] = [text(key), text(value)];
    const body = `0a${length(k)}${k}12${length(v)}${v}`;
    return `6a${length(body)}${body}`; // external_data 13: key 1, value 2
  };
  const weight = `080208031002${`4201${text('w')}`}${entry('location', 'a')}${entry('offset', '64')}${entry('length', '6')}7001`;
  // name 1, type 2 → tensor 1 → elem_type 1 = INT32 6, shape 2 → dim 1 → value 1 = 1; dim 1 → param 2 = "S"
  const input = `0a01${text('x')}120f0a0d080612090a0208010a03120153`;
  const graph = [
    `0a${length(node)}${node}`, // node 1
    `1201${text('g')}`, // name 2
    `2a${length(constant)}${constant}2a${length(weight)}${weight}`, // initializer 5
    `5a${length(input)}${input}`, // input 11
  ].join('');
  const microsoft = `0a0d${text('com.microsoft')}1001`;
  expect(hex(bytes)).toBe(
    [
      '0809', // ir_version 1 = 9
      `120a${text('diffuscope')}`, // producer_name 2
      `3a${length(graph)}${graph}`, // graph 7
      '42040a001012', // opset_import 8: domain 1 = "", version 2 = 18
      `42${length(microsoft)}${microsoft}`,
    ].join(''),
  );
});

/** Of hex digits, as a varint. */
function length(digits: string): string {
  const bytes = digits.length / 2;
  return Buffer.from(bytes < 128 ? [bytes] : [(bytes & 127) | 128, bytes >> 7]).toString('hex');
}
