import type * as TypeScript from 'typescript'

export type Ts = typeof TypeScript
type Node = TypeScript.Node
type Edit = { from: number; to: number; text: string }

/** The text of a file and its syntax tree. Edits leave all other text as it is. */
export default class Source {
  public tree: TypeScript.SourceFile
  private edits: Edit[] = []

  constructor(
    public ts: Ts,
    private text: string,
  ) {
    this.tree = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  }

  /** Returns the text after all edits. */
  public toString(): string {
    return [...this.edits]
      .reverse()
      .sort((one, other) => other.from - one.from)
      .reduce(
        (text, { from, to, text: inserted }) => text.slice(0, from) + inserted + text.slice(to),
        this.text,
      )
  }

  public insert(at: number, text: string) {
    this.edits.push({ from: at, to: at, text: this.styled(text) })
  }

  public replace(node: Node, text: string) {
    this.edits.push({ from: node.getStart(this.tree), to: node.getEnd(), text: this.styled(text) })
  }

  /** Adds lines at the end of the file. */
  public append(text: string) {
    this.insert(this.text.length, `${this.text.endsWith('\n') || !this.text ? '' : '\n'}${text}`)
  }

  /** Adds an import after the others, or at the top. */
  public addImport(text: string) {
    const imports = this.tree.statements.filter((statement) => this.ts.isImportDeclaration(statement))
    const last = imports[imports.length - 1]
    if (last) this.insert(last.getEnd(), `\n${text}`)
    else this.insert(0, `${text}\n\n`)
  }

  /** Adds elements to an array or properties to an object, after this one or at the end, each on a line of its own. */
  public addTo(
    list: TypeScript.ArrayLiteralExpression | TypeScript.ObjectLiteralExpression,
    lines: string[],
    after?: Node,
  ) {
    const elements: readonly Node[] = 'elements' in list ? list.elements : list.properties
    const inner = `${this.indentOf(list)}  `
    const place = after ?? elements[elements.length - 1]
    if (place) this.insert(place.getEnd(), lines.map((line) => `,\n${inner}${line}`).join(''))
    else
      this.insert(
        list.getStart(this.tree) + 1,
        `\n${lines.map((line) => `${inner}${line},\n`).join('')}${this.indentOf(list)}`,
      )
  }

  public find<Found extends Node>(
    isWanted: (node: Node) => node is Found,
    within: Node = this.tree,
  ): Found[] {
    const found: Found[] = []
    const visit = (node: Node) => {
      if (isWanted(node)) found.push(node)
      this.ts.forEachChild(node, visit)
    }
    visit(within)
    return found
  }

  /** Returns the name that an import gives to the default export or the namespace of a module. */
  public nameOfImport(module: string): string | undefined {
    for (const statement of this.tree.statements) {
      if (!this.ts.isImportDeclaration(statement) || !this.isText(statement.moduleSpecifier, module)) continue
      const { name, namedBindings } = statement.importClause ?? {}
      if (name) return name.text
      if (namedBindings && this.ts.isNamespaceImport(namedBindings)) return namedBindings.name.text
    }
    return undefined
  }

  /** Returns the local name of something that a module exports by name. */
  public nameOfExport(module: string, exported: string): string | undefined {
    for (const { importClause, moduleSpecifier } of this.find(this.ts.isImportDeclaration)) {
      const bindings = importClause?.namedBindings
      if (!this.isText(moduleSpecifier, module) || !bindings || !this.ts.isNamedImports(bindings)) continue
      for (const { name, propertyName } of bindings.elements)
        if ((propertyName ?? name).text === exported) return name.text
    }
    return undefined
  }

  public has(text: string): boolean {
    return this.find(this.ts.isStringLiteralLike).some((literal) => literal.text === text)
  }

  public isText(node: Node | undefined, text: string): boolean {
    return !!node && this.ts.isStringLiteralLike(node) && node.text === text
  }

  /** Returns the white space before the line of a node. */
  public indentOf(node: Node): string {
    const start = node.getStart(this.tree)
    const line = this.text.slice(this.text.lastIndexOf('\n', start - 1) + 1, start)
    return line.match(/^\s*/)![0]
  }

  /** Writes text as the file writes its own: with its quotes, and with or without semicolons. */
  private styled(text: string): string {
    const quoted = this.usesDoubleQuotes ? text.replace(/'/g, '"') : text
    return this.usesSemicolons ? quoted.replace(/¶/g, ';') : quoted.replace(/¶/g, '')
  }

  private get usesDoubleQuotes(): boolean {
    const literals = this.find(this.ts.isStringLiteral)
    return (
      literals.filter((literal) => literal.getText(this.tree).startsWith('"')).length > literals.length / 2
    )
  }

  private get usesSemicolons(): boolean {
    const statements = this.tree.statements.filter(
      (statement) => this.ts.isImportDeclaration(statement) || this.ts.isExpressionStatement(statement),
    )
    return (
      statements.filter((statement) => statement.getText(this.tree).endsWith(';')).length >
      statements.length / 2
    )
  }
}
