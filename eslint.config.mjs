import js from '@eslint/js'
import globals from 'globals'
import typescript from 'typescript-eslint'

const message = 'Name the locale, so that the result is the same on every machine.'
const withoutLocale = [
  'CallExpression[callee.property.name=/^to(Human|Format|Relative|RelativeCalendar)$/]:not(:has(Property[key.name=locale]))',
  'CallExpression[callee.property.name=/^toLocale/]:not([arguments.0.type=Literal], :has(Property[key.name=locale]))',
  'CallExpression[callee.property.name=localeCompare]:not([arguments.1.type=Literal])',
  'NewExpression[callee.object.name=Intl]:not([arguments.0.type=Literal])',
]

export default typescript.config(
  { ignores: ['**/build', 'tmp', 'public/assets', 'tests/install/apps'] },
  js.configs.recommended,
  typescript.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/explicit-member-accessibility': 'off',
      'no-restricted-syntax': ['error', ...withoutLocale.map((selector) => ({ selector, message }))],
    },
  },
  {
    files: ['bin/**', '**/*.cjs', 'bench/**', 'ace', '*.mjs', 'packages/*/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['ace', '**/*.cjs', 'packages/*/server/**', 'packages/*/instructions.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['resources/js/**', 'packages/*/browser/**'], languageOptions: { globals: globals.browser } },
)
