/** All that needs the parser, as one lazily loaded piece (see `lazy.ts`). */
export { rowsOf, sampleEvent } from "./given";
export { knownNames } from "./known-names";
export { type Problem, problemsOfCode, problemsOfTemplate } from "./problems";
export { captures, rename } from "./renaming";
export { type Suggestion, type Suggestions, suggestInCode, suggestInTemplate } from "./suggest";
export { readersOf, type Use, usesOf } from "./uses";
export { type CodeScope, givenNames, type World } from "./world";
