import { schema, rules } from '@ioc:Adonis/Core/Validator'

const invisible =
  '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}' +
  // Braille, an object, a note and hieroglyphs without ink.
  '\\u2800\\uFFFC\\u{1D159}\\u{13441}\\u{13442}'

/** Characters that are invisible but change what stands next to them, and only there. */
const joiners = [
  // Persian
  '(?<=\\p{scx=Arab}\\p{M}*)\\u200C(?=\\p{scx=Arab})',
  // After a virama in Indian scripts
  '(?<=[\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA])[\\u200C\\u200D]',
  // Emoji
  '(?<=\\p{Extended_Pictographic})\\uFE0F',
  '(?<=\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\uFE0F]?)\\u200D(?=\\p{Extended_Pictographic})',
]

const hasOnlyVisible = new RegExp(`^(?:[^${invisible}]|${joiners.join('|')})*$`, 'u')
const hasLetter = /[\p{L}\p{N}\p{Extended_Pictographic}]/u

export const name = () =>
  schema.string({ trim: true }, [rules.maxLength(80), rules.regex(hasOnlyVisible), rules.regex(hasLetter)])

export const nameMessages = {
  'name.required': 'Enter your name.',
  'name.string': 'Enter your name as text.',
  'name.maxLength': 'Use at most 80 characters.',
  'name.regex': 'Use a name that everybody can see: with a letter, and without invisible characters.',
}
