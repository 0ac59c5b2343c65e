/**
 * Reading the world, once for all who ask. Readings are keyed by resource, provider and account profile; equal questions at the same time are
 * asked once, and many questions about one kind of thing are answered by one list where a list is complete.
 */
import type { Identity, Observation, Present, ResourceContext, ResourceDefinition } from '../../contract/index.js';
import type { Clock, Random } from '../../kernel/index.js';
import { readPatiently } from './attempts.js';
import { type CallLimit, createCallLimit } from './call-limit.js';
import { Interrupted, unlessAborted } from './interrupt.js';
import { createListing, identityText, type Listing } from './listing.js';

export interface Question {
  readonly definition: ResourceDefinition;
  readonly provider: string;
  readonly profile: string | undefined;
  readonly identity: Identity;
  readonly ctx: ResourceContext;
  /** Tag of the chunk on whose behalf it is asked, for the trace. */
  readonly for: string;
  /** After a write: neither a list nor a reading on its way will do. */
  readonly fresh?: boolean;
}

export interface Reading {
  readonly observation: Observation;
  /** Wall time at which reading began, milliseconds. */
  readonly at: number;
  readonly from: 'observe' | 'list';
}

/** Whose reading of what: the footprint of a run. */
export interface TracedReading {
  readonly for: string;
  readonly ref: string;
  readonly provider: string;
  readonly identity: Identity;
  readonly at: number;
  readonly from: 'observe' | 'list';
}

export interface WorldView {
  /** Says that so many readings of one kind of thing are to come, so that the first may already bring a list. */
  announce(ref: string, provider: string, count: number): void;
  /** Reads one thing; errors that pass are tried again. Throws what `observe` throws, and `Interrupted`. */
  observe(question: Question): Promise<Reading>;
  /** Runs a call that writes within the provider's limit, and drops what it may have made untrue. */
  write<T>(
    question: Omit<Question, 'identity' | 'for'> & { readonly identity?: Identity },
    call: () => Promise<T>,
  ): Promise<T>;
  /** Wall time of the oldest reading made for a chunk, milliseconds; undefined when it read nothing. */
  readAt(tag: string): number | undefined;
  trace(): readonly TracedReading[];
}

export interface WorldViewOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds for which a list answers. Default 30,000. */
  readonly freshList?: number;
}

/** With more questions than this about one kind of thing, a list is read. */
const WORTH_A_LIST = 4;

/** Everything about one kind of thing at one provider with one account. */
interface Shelf {
  readonly flights: Map<string, Promise<Reading>>;
  listing: Listing | undefined;
  listFlight: Promise<Listing | undefined> | undefined;
  /** Lists could not be read until then, monotonic. */
  noListUntil: number;
  asking: number;
  announced: number;
  /** Counts writes: a reading that began before one is not kept. */
  writes: number;
}

async function collect(listed: AsyncIterable<Present>): Promise<Present[]> {
  const things: Present[] = [];
  for await (const thing of listed) things.push(thing);
  return things;
}

export function createWorldView(options: WorldViewOptions): WorldView {
  const { clock, random } = options;
  const freshList = options.freshList ?? 30_000;
  const shelves = new Map<string, Shelf>();
  const limits = new Map<string, CallLimit>();
  const announced = new Map<string, number>();
  const traced: TracedReading[] = [];
  const oldest = new Map<string, number>();
  const answered = new Set<string>();

  function shelfOf(question: Pick<Question, 'definition' | 'provider' | 'profile'>): Shelf {
    const kind = `${question.definition.ref}\n${question.provider}`;
    const key = `${kind}\n${question.profile ?? ''}`;
    let shelf = shelves.get(key);
    if (shelf === undefined) {
      shelf = {
        flights: new Map(),
        listing: undefined,
        listFlight: undefined,
        noListUntil: Number.NEGATIVE_INFINITY,
        asking: 0,
        announced: announced.get(kind) ?? 0,
        writes: 0,
      };
      shelves.set(key, shelf);
    }
    return shelf;
  }

  function limitOf(question: Pick<Question, 'provider' | 'profile'>): CallLimit {
    const key = `${question.provider}\n${question.profile ?? ''}`;
    let limit = limits.get(key);
    if (limit === undefined) limits.set(key, (limit = createCallLimit(clock)));
    return limit;
  }

  /** A question asked of the provider itself. */
  function ask<T>(question: Pick<Question, 'provider' | 'profile' | 'ctx'>, call: () => Promise<T>): Promise<T> {
    const { ctx } = question;
    const limit = limitOf(question);
    return readPatiently(() => limit.run(call, ctx.signal), {
      clock,
      random,
      signal: ctx.signal,
      note: (error, wait) => ctx.log('info', `reading again in ${Math.round(wait)} ms: ${error.message}`),
    });
  }

  async function observeOne(question: Question): Promise<Reading> {
    const at = clock.now();
    const observation = await ask(question, () => question.definition.observe(question.ctx, question.identity));
    return { observation, at, from: 'observe' };
  }

  async function readList(question: Question, shelf: Shelf): Promise<Listing | undefined> {
    const { definition, ctx } = question;
    const list = definition.list;
    if (list === undefined) return undefined;
    const at = clock.monotonic();
    const writes = shelf.writes;
    try {
      const things = await ask(question, () => collect(list.call(definition, ctx)));
      const listing = createListing(definition, things, at);
      if (shelf.writes === writes) shelf.listing = listing;
      return listing;
    } catch (thrown) {
      if (ctx.signal.aborted) throw thrown;
      // Whoever may not list may still read single things.
      shelf.noListUntil = clock.monotonic() + freshList;
      ctx.log('debug', `cannot list ${definition.ref}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return undefined;
    }
  }

  /** The list to answer from: a fresh one, one on its way, or a new one when it is worth reading. */
  function listFor(question: Question, shelf: Shelf): Promise<Listing | undefined> | Listing | undefined {
    const { definition } = question;
    if (definition.list === undefined || definition.listing !== 'complete') return undefined;
    const now = clock.monotonic();
    if (shelf.listing !== undefined && now - shelf.listing.at <= freshList) return shelf.listing;
    if (shelf.listFlight !== undefined) return shelf.listFlight;
    if (Math.max(shelf.asking, shelf.announced) <= WORTH_A_LIST || now < shelf.noListUntil) return undefined;
    shelf.announced = 0;
    const flight = readList(question, shelf).finally(() => {
      shelf.listFlight = undefined;
    });
    shelf.listFlight = flight;
    return flight;
  }

  async function answer(question: Question, shelf: Shelf): Promise<Reading> {
    const waiting = listFor(question, shelf);
    const listing = waiting instanceof Promise ? await waiting : waiting;
    const observation = listing?.answer(question.identity);
    if (listing === undefined || observation === undefined) return await observeOne(question);
    return { observation, at: clock.now() - (clock.monotonic() - listing.at), from: 'list' };
  }

  async function shared(question: Question): Promise<Reading> {
    const shelf = shelfOf(question);
    const key = identityText(question.identity);
    // Who asks again wants to know what became of it.
    const asked = `${question.for}\n${question.definition.ref}\n${key}`;
    if (answered.has(asked)) return await observeOne(question);
    answered.add(asked);
    let flight = shelf.flights.get(key);
    if (flight === undefined) {
      shelf.asking++;
      flight = answer(question, shelf).finally(() => {
        shelf.asking--;
        if (shelf.flights.get(key) === flight) shelf.flights.delete(key);
      });
      shelf.flights.set(key, flight);
    }
    try {
      return await unlessAborted(flight, question.ctx.signal);
    } catch (thrown) {
      // Whoever asked first may have run out of time; the others have their own.
      if (thrown instanceof Interrupted && !question.ctx.signal.aborted) return await observeOne(question);
      throw thrown;
    }
  }

  function record(question: Question, reading: Reading): Reading {
    const { at, from } = reading;
    traced.push({
      for: question.for,
      ref: question.definition.ref,
      provider: question.provider,
      identity: question.identity,
      at,
      from,
    });
    oldest.set(question.for, Math.min(oldest.get(question.for) ?? at, at));
    return reading;
  }

  return {
    announce(ref, provider, count) {
      announced.set(`${ref}\n${provider}`, count);
      for (const [key, shelf] of shelves) if (key.startsWith(`${ref}\n${provider}\n`)) shelf.announced = count;
    },
    async observe(question) {
      return record(question, question.fresh === true ? await observeOne(question) : await shared(question));
    },
    async write(question, call) {
      const shelf = shelfOf(question);
      const forget = (): void => {
        shelf.writes++;
        shelf.listing = undefined;
        shelf.flights.clear();
      };
      forget();
      try {
        return await limitOf(question).run(call, question.ctx.signal);
      } finally {
        forget();
      }
    },
    readAt: (tag) => oldest.get(tag),
    trace: () => traced,
  };
}
