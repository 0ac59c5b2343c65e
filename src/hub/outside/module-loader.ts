/** How a module is loaded that is known only by its place; the composition root gives the real one. */
export interface ModuleLoader {
  /** The namespace of the ES module at a file URL. Rejects with what the module threw, or because it is not there. */
  import(url: string): Promise<unknown>;
}
