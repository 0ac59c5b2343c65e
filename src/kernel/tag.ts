/** Tags: how a chunk and its record are called. Structured inside, text only at the edge. */

export const TAG_SEPARATOR = '_|-';

/** One function call with one name. None of the four parts may hold the separator; the compiler checks it. */
export interface Tag {
  readonly state: string;
  readonly id: string;
  readonly name: string;
  readonly fun: string;
}

/** `state_|-id_|-name_|-function` */
export function tagText(tag: Tag): string {
  return `${tag.state}_|-${tag.id}_|-${tag.name}_|-${tag.fun}`;
}

/** The ESM tag: the same without the function, the last separator kept. */
export function esmTagText(tag: Omit<Tag, 'fun'>): string {
  return `${tag.state}_|-${tag.id}_|-${tag.name}_|-`;
}

/** The parts of a tag or ESM tag (whose `fun` is then empty); undefined when the text is neither. */
export function parseTag(text: string): Tag | undefined {
  const parts = text.split(TAG_SEPARATOR);
  if (parts.length !== 4) return undefined;
  const [state, id, name, fun] = parts as [string, string, string, string];
  return { state, id, name, fun };
}

/** The two halves of a path reference, split at its last dot; undefined when there is no dot to split at. */
export function splitPathReference(reference: string): { state: string; fun: string } | undefined {
  const dot = reference.lastIndexOf('.');
  if (dot <= 0 || dot === reference.length - 1) return undefined;
  return { state: reference.slice(0, dot), fun: reference.slice(dot + 1) };
}
