import { describe, expect, it } from 'vitest';
import { createEnvironment, type Place, type TemplateError } from './index.js';

const FILES: Readonly<Record<string, string>> = {
  'macros.sls': '{% macro item(n) %}\n- {{ n }}\n{% endmacro %}\n',
  'part.sls': 'part:\n  value: {{ x }}\n',
  'base.sls': 'top\n{% block body %}base{% endblock %}\n',
  'wrong.sls': 'a\n{% nope %}',
  'broken.sls': 'a\n  {{ 1 + "b" }}\n',
};

const environment = createEnvironment({
  load: (name) => {
    const text = FILES[`${name}.sls`];
    return text === undefined ? undefined : { name, file: `${name}.sls`, text };
  },
});

function placeOf(template: string, piece: string, context: Record<string, unknown> = {}): Place {
  const result = environment.compile(template, 'site.sls').renderSync(context);
  const at = result.text.indexOf(piece);
  expect(at, result.text).toBeGreaterThanOrEqual(0);
  return result.placeAt(at) as Place;
}

function short({ span, chain }: Place): string {
  return [
    `${span.file}:${span.line}:${span.column}`,
    ...chain.map((one) => `${one.message} ${one.span?.file}:${one.span?.line}:${one.span?.column}`),
  ].join(' < ');
}

describe('placeAt', () => {
  it.each([
    { name: 'text', template: 'one\ntwo\nthree', piece: 'hree', want: 'site.sls:3:2' },
    { name: 'an expression', template: 'a: {{ 40 + 2 }}', piece: '42', want: 'site.sls:1:4' },
    { name: 'carriage returns', template: 'a\r\nb {{ 1 }}', piece: '1', want: 'site.sls:2:3' },
    { name: 'trimmed text', template: '{% if true -%}\n   x{% endif %}', piece: 'x', want: 'site.sls:2:4' },
    {
      name: 'a loop',
      template: '{% for i in [7, 8] %}\n{{ i }}{% endfor %}',
      piece: '8',
      want: 'site.sls:2:1 < iteration 2 of this loop site.sls:1:4',
    },
    {
      name: 'a macro of another file inside a loop',
      template: '{% from "macros" import item %}\n{% for i in [5] %}\n  {{ item(i) }}{% endfor %}',
      piece: '5',
      want: "macros.sls:2:3 < called here: macro 'item' site.sls:3:3 < iteration 1 of this loop site.sls:2:4",
    },
    {
      name: 'an include',
      template: 'x\n{% include "part" %}',
      piece: '9',
      want: "part.sls:2:10 < include of 'part' site.sls:2:4",
      context: { x: 9 },
    },
    {
      name: 'a block of a child',
      template: '{% extends "base" %}\n{% block body %}mine{% endblock %}',
      piece: 'mine',
      want: "site.sls:2:17 < called here: block 'body' base.sls:2:4 < template 'base' site.sls:1:4",
    },
    {
      name: 'the body of a call block',
      template: '{% macro box() %}[{{ caller() }}]{% endmacro %}\n{% call box() %}inner{% endcall %}',
      piece: 'inner',
      want: "site.sls:2:17 < called here: caller site.sls:1:19 < called here: macro 'box' site.sls:2:4",
    },
    {
      name: 'a block set, output later',
      template: '{% set part %}\na: {{ x }}\n{% endset %}\n\n{{ part }}',
      piece: '9',
      want: 'site.sls:2:4',
      context: { x: 9 },
    },
    {
      name: 'a filtered macro is placed at its call',
      template: '{% macro m() %}a{% endmacro %}\n{{ m()|upper }}',
      piece: 'A',
      want: 'site.sls:2:1',
    },
  ])('$name', ({ template, piece, want, context }) => {
    expect(short(placeOf(template, piece, context))).toBe(want);
  });
});

describe('errors', () => {
  it.each([
    { name: 'an operand', template: 'a\n  b: {{ x + "1" }}', want: 'site.sls:2:11' },
    { name: 'a deep attribute', template: '{{ a.b\n  .c.d }}', want: 'site.sls:2:6', context: { a: { b: { c: {} } } } },
    {
      name: 'inside an include',
      template: '\n{% include "broken" %}',
      want: "broken.sls:2:8 < include of 'broken' site.sls:2:4",
    },
    {
      name: 'after a macro returned',
      template: '{% macro m() %}\n1{% endmacro %}\n\n{{ m() }}{{ 1 + "a" }}',
      want: 'site.sls:4:15',
    },
    {
      name: 'a mistake in an included template',
      template: 'x\n{% include "wrong" %}',
      want: 'wrong.sls:2:4 < needed here site.sls:2:4',
    },
    { name: 'a filter', template: '{{ [1, "a"]\n | sort }}', want: 'site.sls:2:4' },
    { name: 'a missing template', template: '\n {% include "nope" %}', want: 'site.sls:2:5' },
    {
      name: 'a loop',
      template: '{% for i in [1, 0] %}\n{{ 1 // i }}{% endfor %}',
      want: 'site.sls:2:6 < iteration 2 of this loop site.sls:1:4',
    },
  ])('$name', ({ template, want, context }) => {
    try {
      environment.compile(template, 'site.sls').renderSync(context ?? { x: 1 });
      expect.unreachable();
    } catch (error) {
      const [diagnostic] = (error as TemplateError).diagnostics;
      expect(short({ span: diagnostic?.span as Place['span'], chain: diagnostic?.related ?? [] })).toBe(want);
    }
  });

  it('say what was perhaps meant', () => {
    expect(() => environment.compile('{{ 1 | uper }}', 'x')).toThrow(/No filter named 'uper'/);
    const hints = (template: string): readonly string[] | undefined => {
      try {
        environment.compile(template, 'x').renderSync({ hostname: 1 });
      } catch (error) {
        return (error as TemplateError).diagnostics[0]?.hints;
      }
      return undefined;
    };
    expect(hints('{{ 1 | uper }}')).toEqual(["did you mean 'upper'?"]);
    expect(hints('{{ 1 is defned }}')).toEqual(["did you mean 'defined'?"]);
    expect(hints('{{ hostnme }}')).toEqual(["did you mean 'hostname'?"]);
  });
});
