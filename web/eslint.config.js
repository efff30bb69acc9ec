import { readdirSync } from 'node:fs'
import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import ts from 'typescript-eslint'

// A feature imports what is shared and its own files; what two of them need moves to
// shared. So one can be understood, changed and thrown away without the others.
const features = readdirSync(new URL('src/features', import.meta.url))
const walls = features.map((feature) => ({
  files: [`src/features/${feature}/**`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        { regex: `features/(?!${feature}/)`, message: 'a feature imports shared code and its own, never another feature' },
        { regex: `^(\\.\\./)+(${features.filter((f) => f !== feature).join('|')})(/|$)`, message: 'a feature imports shared code and its own, never another feature' },
        { regex: '/app/', message: 'a feature does not know the app that it is part of' },
      ],
    }],
  },
}))

export default ts.config(
  { ignores: ['dist', 'src/shared/api/schema.d.ts', 'test-results'] },
  ...ts.configs.strictTypeChecked.map((c) => ({ ...c, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './tsconfig.worker.json', './tsconfig.node.json'], tsconfigRootDir: import.meta.dirname } },
    plugins: { 'react-hooks': hooks, 'jsx-a11y': a11y },
    rules: {
      ...hooks.configs.recommended.rules,
      ...a11y.flatConfigs.recommended.rules,
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'max-lines': ['error', 300],
    },
  },
  {
    files: ['src/shared/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '(features|/app)/', message: 'shared code knows no feature and no app' }] }] },
  },
  ...walls,
)
