import type { Runtime } from '../runtime/runtime.js';

const WORDS = (
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua ' +
  'enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute irure in ' +
  'reprehenderit voluptate velit esse cillum fugiat nulla pariatur excepteur sint occaecat cupidatat non proident sunt culpa ' +
  'qui officia deserunt mollit anim id est laborum'
).split(' ');

/** Paragraphs of filler text, each of at least `least` and fewer than `most` words. */
export function loremIpsum(runtime: Runtime, paragraphs: number, least: number, most: number): string[] {
  const below = (limit: number) => Math.floor(runtime.engine.random() * limit);
  runtime.text(Math.max(0, paragraphs) * most * 6);
  const texts: string[] = [];
  for (let paragraph = 0; paragraph < paragraphs; paragraph++) {
    const count = least + below(most - least);
    runtime.tick(count);
    const words: string[] = [];
    let sentence = 0;
    for (let at = 0; at < count; at++) {
      const word = WORDS[below(WORDS.length)] as string;
      const capital = sentence === 0 ? (word[0] as string).toUpperCase() + word.slice(1) : word;
      sentence++;
      const ends = sentence > 8 && below(6) === 0;
      words.push(ends ? `${capital}.` : sentence % 6 === 0 ? `${capital},` : capital);
      if (ends) sentence = 0;
    }
    texts.push(words.join(' ').replace(/[.,]?$/, '.'));
  }
  return texts;
}
