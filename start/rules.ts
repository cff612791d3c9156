import { validator } from '@ioc:Adonis/Core/Validator'
import { isGuessable } from 'App/Validators/guessable'

/** Refuses a common password, and one made of the words that are given or typed as name or e-mail in the same form. */
validator.rule(
  'notGuessable',
  (password, [words], { root, errorReporter, pointer, arrayExpressionPointer }) => {
    const typed = [root.email, root.name].filter((text) => typeof text === 'string')
    if (typeof password === 'string' && isGuessable(password, [...words, ...typed]))
      errorReporter.report(pointer, 'notGuessable', 'notGuessable validation failed', arrayExpressionPointer)
  },
)
