declare module '@ioc:Adonis/Core/Event' {
  interface EventsList {
    /** A mail waits to be sent, and its transaction is committed. */
    'mail:added': undefined
  }
}
