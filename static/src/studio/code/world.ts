/** Where in the app a field of code stands, and what is known there now. */
import { createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import type { CodeScope, World } from "../language/world";
import { type Studio, useStudio } from "../studio";

const NOTHING_GIVEN: CodeScope = {};

const Context = createContext<CodeScope>(NOTHING_GIVEN);

/** Around the fields of a handler, a query's code, a connection's definition. */
export const CodeScopeProvider = Context.Provider;

export const useCodeScope = (): CodeScope => useContext(Context);

/** Reads what is known at the time it is called. */
export function useWorld(): () => World {
  const studio = useStudio();
  const scope = useCodeScope();
  return useMemo(() => () => worldOf(studio, scope), [studio, scope]);
}

function worldOf({ document, live, secrets }: Studio, scope: CodeScope): World {
  return {
    document: document.peek(),
    state: live.state.peek(),
    values: live.values.peek(),
    messages: live.messages.peek(),
    secrets: secrets.names.peek(),
    scope,
  };
}
