/** All that needs the parser, as one lazily loaded piece (see `lazy.ts`). */
export { rowsOf, sampleEvent } from "./given";
export { knownNames } from "./known-names";
export { problemsOfTemplate } from "./problems";
export { captures, rename } from "./renaming";
export { suggestInTemplate } from "./suggest";
export { readersOf, usesOf } from "./uses";
export { givenNames } from "./world";
