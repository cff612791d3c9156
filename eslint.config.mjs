import js from '@eslint/js'
import globals from 'globals'
import typescript from 'typescript-eslint'

export default typescript.config(
  { ignores: ['**/build', 'tmp', 'public/assets', 'tests/install/app'] },
  js.configs.recommended,
  typescript.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/explicit-member-accessibility': 'off',
    },
  },
  {
    files: ['bin/**', '**/*.cjs', 'bench/**', 'ace', '*.mjs', 'packages/*/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['ace', '**/*.cjs', 'packages/*/server/**'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['resources/js/**', 'packages/*/browser/**'], languageOptions: { globals: globals.browser } },
)
