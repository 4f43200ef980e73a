/** What Stryker's own mutators don't do: drop an `await`, a statement, an element of an array. */

/** What is used here of Babel's nodes. */
interface Node {
  type: string;
  /** Of an identifier. */
  name?: string;
  argument?: Node;
  body?: Node[];
  expression?: Node & { callee?: Node };
  elements?: Node[];
}

interface NodePath {
  node: Node;
  parent: Node;
  parentPath: { parent: Node | undefined };
}

export interface Mutator {
  name: string;
  mutate(path: NodePath): Iterable<Node>;
}

const DROPPABLE = new Set(["ExpressionStatement", "ThrowStatement", "ReturnStatement", "ContinueStatement"]);

export const ADDITIONAL_MUTATORS: Mutator[] = [
  {
    name: "DropAwait",
    *mutate({ node }) {
      if (node.type === "AwaitExpression" && node.argument) yield node.argument;
    },
  },
  {
    name: "DropStatement",
    *mutate(path) {
      const { node, parent } = path;
      // A block of one statement is emptied by Stryker's own.
      const isAlone = parent.type === "BlockStatement" && parent.body?.length === 1;
      const isSuper = node.expression?.callee?.type === "Super";
      if (DROPPABLE.has(node.type) && !isAlone && !isSuper && !endsFunctionWithNothing(path))
        yield { type: "EmptyStatement" };
    },
  },
  {
    name: "DropElement",
    *mutate({ node: { type, elements = [] } }) {
      if (type !== "ArrayExpression" || elements.length < 2) return;
      for (const dropped of elements)
        yield { type, elements: elements.filter((element) => element !== dropped) };
    },
  },
];

/** `return undefined;` as the last statement of a function has no effect. */
function endsFunctionWithNothing({ node, parent, parentPath }: NodePath): boolean {
  const returnsNothing =
    node.type === "ReturnStatement" && (!node.argument || node.argument.name === "undefined");
  const isInFunction = /Function|Method/.test(parentPath.parent?.type ?? "");
  return returnsNothing && isInFunction && parent.body?.at(-1) === node;
}
