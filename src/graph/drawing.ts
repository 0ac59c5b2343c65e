/** Graphs as text for Graphviz and Mermaid. */

export interface DrawnVertex {
  readonly id: number;
  /** Any text; several lines are drawn as several lines. */
  readonly label: string;
  /** Drawn together with the vertices of the same group. */
  readonly group?: string;
}

export interface DrawnEdge {
  readonly before: number;
  readonly after: number;
  readonly label?: string;
}

export interface Drawing {
  readonly vertices: readonly DrawnVertex[];
  readonly edges: readonly DrawnEdge[];
}

/** The text of a Graphviz digraph. */
export function dotText(drawing: Drawing): string {
  const lines = ['digraph {', '  rankdir=LR;', '  node [shape=box];'];
  for (const [index, [group, vertices]] of grouped(drawing).entries()) {
    const drawn = vertices.map((vertex) => `n${vertex.id} [label=${dotString(vertex.label)}];`);
    if (group === undefined) lines.push(...drawn.map((line) => `  ${line}`));
    else {
      lines.push(`  subgraph cluster_${index} {`, `    label=${dotString(group)};`);
      lines.push(...drawn.map((line) => `    ${line}`), '  }');
    }
  }
  for (const edge of drawing.edges) {
    const label = edge.label === undefined ? '' : ` [label=${dotString(edge.label)}]`;
    lines.push(`  n${edge.before} -> n${edge.after}${label};`);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** The text of a Mermaid flowchart. */
export function mermaidText(drawing: Drawing): string {
  const lines = ['flowchart LR'];
  for (const [index, [group, vertices]] of grouped(drawing).entries()) {
    const drawn = vertices.map((vertex) => `n${vertex.id}[${mermaidString(vertex.label)}]`);
    if (group === undefined) lines.push(...drawn.map((line) => `  ${line}`));
    else lines.push(`  subgraph g${index}[${mermaidString(group)}]`, ...drawn.map((line) => `    ${line}`), '  end');
  }
  for (const edge of drawing.edges) {
    const label = edge.label === undefined ? '' : `|${mermaidString(edge.label)}|`;
    lines.push(`  n${edge.before} -->${label} n${edge.after}`);
  }
  return `${lines.join('\n')}\n`;
}

function grouped(drawing: Drawing): [string | undefined, DrawnVertex[]][] {
  const groups = new Map<string | undefined, DrawnVertex[]>();
  for (const vertex of drawing.vertices) {
    const group = groups.get(vertex.group);
    if (group === undefined) groups.set(vertex.group, [vertex]);
    else group.push(vertex);
  }
  return [...groups];
}

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f]/g;

function dotString(text: string): string {
  const plain = text.replaceAll('\r\n', '\n').replace(CONTROLS, ' ');
  return `"${plain.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Mermaid reads `#60;` as the character with that number; what could be markup to it is written so. */
function mermaidString(text: string): string {
  const plain = text.replaceAll('\r\n', '\n').replace(CONTROLS, ' ');
  const escaped = plain.replace(/["#&;<>`\\*_[\](){}|~^$]/g, (one) => `#${one.charCodeAt(0)};`);
  return `"${escaped.replaceAll('\n', '<br/>')}"`;
}
