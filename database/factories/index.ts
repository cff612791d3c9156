import Factory from '@ioc:Adonis/Lucid/Factory'
import Comment from 'App/Models/Comment'
import Lesson from 'App/Models/Lesson'
import User from 'App/Models/User'

let count = 0

export const password = 'correct horse battery'

export const UserFactory = Factory.define(User, () => {
  count++
  return { name: `User ${count}`, email: `user${count}@example.com`, password }
}).build()

export const LessonFactory = Factory.define(Lesson, () => {
  count++
  return {
    position: count,
    slug: `lesson-${count}`,
    title: `Lesson ${count}`,
    summary: 'What this lesson tells.',
    body: '## First part\n\nSome text.\n\n## Second part\n\nMore text.',
  }
}).build()

export const CommentFactory = Factory.define(Comment, () => ({ body: `Comment ${++count}` }))
  .relation('author', () => UserFactory)
  .relation('lesson', () => LessonFactory)
  .build()
