/** Terminal colours: one place that knows the escape codes. */
import pico from 'picocolors';

export type Style =
  | 'error'
  | 'warning'
  | 'note'
  | 'dim'
  | 'bold'
  | 'add'
  | 'change'
  | 'remove'
  | 'same'
  | 'null'
  | 'false';

/** Wraps a text for a terminal, or gives it back as it is. */
export type Paint = (style: Style, text: string) => string;

const plain: Paint = (_style, text) => text;

export function painter(coloured: boolean): Paint {
  if (!coloured) return plain;
  const colours = pico.createColors(true);
  const paints: Readonly<Record<Style, (text: string) => string>> = {
    error: (text) => colours.bold(colours.red(text)),
    warning: (text) => colours.bold(colours.yellow(text)),
    note: colours.cyan,
    dim: colours.dim,
    bold: colours.bold,
    add: colours.green,
    change: colours.cyan,
    remove: colours.red,
    same: colours.green,
    null: colours.yellowBright,
    false: colours.redBright,
  };
  return (style, text) => (text === '' ? '' : paints[style](text));
}
