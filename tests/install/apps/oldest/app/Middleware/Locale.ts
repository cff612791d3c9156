import { HttpContextContract } from '@ioc:Adonis/Core/HttpContext';

/** Global middleware that uses the session, as many apps have. */
export default class Locale {
  public async handle({ session, view }: HttpContextContract, next: () => Promise<void>) {
    view.share({ language: session.get('language', 'en') });
    await next();
  }
}
