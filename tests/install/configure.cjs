// Runs in the new app: answers the questions that `node ace configure` asks for Lucid and Auth.
const sink = require('@adonisjs/sink')
const { Application } = require('@adonisjs/application')

const root = process.cwd()
const app = new Application(root, 'console')

const answers = {
  'Select the database driver': ['pg'],
  'Select provider for finding users': 'lucid',
  'Select which guard': ['web'],
  'Enter model name': 'Person',
  'Create migration': false,
}
const answer = async (question) => Object.entries(answers).find(([start]) => question.startsWith(start))[1]
const prompt = { ask: answer, choice: answer, confirm: answer, multiple: answer }

async function configure(name) {
  const { adonisjs } = require(`${name}/package.json`)
  await require(`${name}/${adonisjs.instructions}`).default(root, app, { ...sink, getPrompt: () => prompt })

  const rcFile = new sink.files.AdonisRcFile(root)
  for (const command of adonisjs.commands ?? []) rcFile.addCommand(command)
  for (const provider of adonisjs.providers) rcFile.addProvider(provider)
  rcFile.commit()

  const tsconfig = new sink.files.JsonFile(root, 'tsconfig.json')
  tsconfig.set('compilerOptions.types', [...tsconfig.get('compilerOptions.types'), adonisjs.types]).commit()
}

configure('@adonisjs/lucid').then(() => configure('@adonisjs/auth'))
