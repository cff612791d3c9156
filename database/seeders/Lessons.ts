import { readdir, readFile } from 'fs/promises'
import { join } from 'path'
import Application from '@ioc:Adonis/Core/Application'
import BaseSeeder from '@ioc:Adonis/Lucid/Seeder'
import Lesson from 'App/Models/Lesson'

const folder = Application.databasePath('lessons')

export default class Lessons extends BaseSeeder {
  public async run() {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.md'))
    await Lesson.updateOrCreateMany('slug', await Promise.all(files.map(read)))
  }
}

/** Reads `02-the-check.md`: its number and name, then "# Title", a paragraph of summary, and the text. */
async function read(file: string) {
  const [, position, slug] = file.match(/^(\d+)-(.+)\.md$/)!
  const [title, summary, ...body] = (await readFile(join(folder, file), 'utf8')).split('\n\n')
  return {
    position: Number(position),
    slug,
    title: title.replace(/^# /, ''),
    summary: summary.replace(/\s+/g, ' '),
    body: body.join('\n\n'),
  }
}
