/** The tree of a template. `at` is the offset in the source that messages point at; `start` is where an expression begins. */

interface Base {
  readonly at: number;
  readonly start: number;
}

export interface Arguments {
  readonly args: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly value: Expression }[];
  readonly restArgs: Expression | undefined;
  readonly restKeywords: Expression | undefined;
}

export type BinaryOperator = 'add' | 'sub' | 'mul' | 'div' | 'floordiv' | 'mod' | 'pow';
export type CompareOperator = 'eq' | 'ne' | 'lt' | 'lteq' | 'gt' | 'gteq' | 'in' | 'notin';

export type Name = Base & { readonly type: 'Name'; readonly name: string };
export type Call = Base & Arguments & { readonly type: 'Call'; readonly callee: Expression };
export type Filter = Base &
  Arguments & { readonly type: 'Filter'; readonly name: string; readonly target: Expression | undefined };
export type TupleNode = Base & { readonly type: 'Tuple'; readonly items: readonly Expression[] };

export type Expression =
  | Name
  | Call
  | Filter
  | TupleNode
  | (Base & { readonly type: 'Const'; readonly value: unknown })
  | (Base & { readonly type: 'NamespaceRef'; readonly name: string; readonly attribute: string })
  | (Base & { readonly type: 'List'; readonly items: readonly Expression[] })
  | (Base & {
      readonly type: 'Dict';
      readonly pairs: readonly { readonly key: Expression; readonly value: Expression }[];
    })
  | (Base & {
      readonly type: 'Slice';
      readonly from: Expression | undefined;
      readonly to: Expression | undefined;
      readonly step: Expression | undefined;
    })
  | (Base & { readonly type: 'Attribute'; readonly object: Expression; readonly name: string })
  | (Base & { readonly type: 'Item'; readonly object: Expression; readonly key: Expression })
  | (Base & Arguments & { readonly type: 'Test'; readonly name: string; readonly target: Expression })
  | (Base & { readonly type: 'Unary'; readonly operator: 'not' | 'neg' | 'pos'; readonly operand: Expression })
  | (Base & {
      readonly type: 'Binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Base & {
      readonly type: 'Logic';
      readonly operator: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Base & {
      readonly type: 'Compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
    })
  | (Base & { readonly type: 'Concat'; readonly parts: readonly Expression[] })
  | (Base & {
      readonly type: 'Conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | undefined;
    });

export interface Signature {
  readonly parameters: readonly Name[];
  /** Of the last parameters, as many as there are. */
  readonly defaults: readonly Expression[];
}

export type Data = Base & { readonly type: 'Data'; readonly text: string };
export type Macro = Base &
  Signature & { readonly type: 'Macro'; readonly name: string; readonly body: readonly Statement[] };
export type CallBlock = Base &
  Signature & { readonly type: 'CallBlock'; readonly call: Call; readonly body: readonly Statement[] };
export type Block = Base & {
  readonly type: 'Block';
  readonly name: string;
  readonly scoped: boolean;
  readonly required: boolean;
  readonly body: readonly Statement[];
};
export type For = Base & {
  readonly type: 'For';
  readonly target: Expression;
  readonly iterable: Expression;
  readonly test: Expression | undefined;
  readonly recursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
};
export type If = Base & {
  readonly type: 'If';
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
};

export type Statement =
  | Data
  | Macro
  | CallBlock
  | Block
  | For
  | If
  | (Base & { readonly type: 'Output'; readonly value: Expression })
  | (Base & { readonly type: 'Do'; readonly value: Expression })
  | (Base & { readonly type: 'Set'; readonly target: Expression; readonly value: Expression })
  | (Base & {
      readonly type: 'SetBlock';
      readonly target: Expression;
      readonly filter: Filter | undefined;
      readonly body: readonly Statement[];
    })
  | (Base & {
      readonly type: 'With';
      readonly targets: readonly Expression[];
      readonly values: readonly Expression[];
      readonly body: readonly Statement[];
    })
  | (Base & { readonly type: 'Autoescape'; readonly value: Expression; readonly body: readonly Statement[] })
  | (Base & { readonly type: 'FilterBlock'; readonly filter: Filter; readonly body: readonly Statement[] })
  | (Base & { readonly type: 'Extends'; readonly template: Expression })
  | (Base & {
      readonly type: 'Include';
      readonly template: Expression;
      readonly ignoreMissing: boolean;
      readonly withContext: boolean;
    })
  | (Base & {
      readonly type: 'Import';
      readonly template: Expression;
      readonly target: string;
      readonly withContext: boolean;
    })
  | (Base & {
      readonly type: 'FromImport';
      readonly template: Expression;
      readonly names: readonly { readonly name: string; readonly alias: string; readonly at: number }[];
      readonly withContext: boolean;
    })
  | (Base & { readonly type: 'Break' })
  | (Base & { readonly type: 'Continue' });

export interface TemplateTree {
  readonly body: readonly Statement[];
}
