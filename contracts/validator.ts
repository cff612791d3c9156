declare module '@ioc:Adonis/Core/Validator' {
  interface Rules {
    /** Takes words that the password must not be made of. */
    notGuessable(words: string[]): Rule
  }
}
