/** Stops the start of the server with a list instead of a stack trace. */
export default class InstallationError extends Error {
  constructor(missing: string[]) {
    super(
      ['Welcome Back is not installed completely. See the README of adonis-welcome-back.', ...missing].join(
        '\n- ',
      ),
    )
  }

  /** Some versions of the framework print the stack, which says nothing about the app. */
  public stack = this.message

  public handle() {
    console.error(this.message)
    process.exit(1)
  }
}
