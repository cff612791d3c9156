declare module '@ioc:Adonis/Core/Hash' {
  interface HashersList {
    scrypt: { config: ScryptConfig; implementation: ScryptContract };
  }
}
