import { test } from '@japa/runner'
import { About, Deadline, Moment, nextStep, Step } from '../../packages/adonis-welcome-back/browser/deadline'

type Row = [situation: string, deadline: Partial<Deadline>, moment: Partial<Moment>, step: Step]

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const never = -Infinity

const nothing: Step = { do: 'nothing' }
const ask: Step = { do: 'ask' }
const wait = (until: number): Step => ({ do: 'wait', until })
const extend: Step = { do: 'extend' }
const warn = (about: About, seconds: number, until: number): Step => ({
  do: 'warn',
  about,
  seconds,
  until,
})

/** At 0 the page gets two hours until the end of its session; the last two minutes start at 7,080 seconds. */
const said: Deadline = {
  ...{ expiresIn: 7200, lifetimeIn: 43200, age: 7200, warning: 120 },
  ...{ receivedAt: 0, isChecked: false },
}
const idle: Moment = {
  ...{ now: 0, decidedAt: 0, checkedAt: never, activeAt: never, isVisible: true },
  extension: { triedAt: never, failures: 0 },
}
const at = (now: number, more: Partial<Moment> = {}) => ({ now, decidedAt: now - 1 * second, ...more })
/** Somebody pressed a key that many milliseconds ago. */
const pressed = (now: number, ago: number, more: Partial<Moment> = {}) =>
  at(now, { activeAt: now - ago, ...more })
const failed = (triedAt: number, failures: number) => ({ extension: { triedAt, failures } })
/** At 0 the check says that the end is near. */
const near = { expiresIn: 120, isChecked: true }
/** The session is too old to be extended. */
const old = { ...near, lifetimeIn: 120 }

const table: Row[] = [
  ['long before the end', {}, at(0), wait(10 * second)],
  ['shortly before the warning', {}, at(7_075 * second), wait(7_080 * second)],
  ['when the warning is due', {}, at(7_080 * second), ask],
  ['when the warning is due on a page that was just opened', { expiresIn: 100 }, at(0), ask],
  [
    'while the question is under way',
    {},
    at(7_082 * second, { checkedAt: 7_080 * second }),
    wait(7_085 * second),
  ],
  ['without an answer for 5 seconds', {}, at(7_085 * second, { checkedAt: 7_080 * second }), ask],
  ['without an answer again', {}, at(7_095 * second, { checkedAt: 7_090 * second }), wait(7_100 * second)],
  [
    'without an answer until the end',
    {},
    at(7_190 * second, { checkedAt: 7_160 * second }),
    wait(7_200 * second),
  ],

  ['the check says that the end is near', near, at(0), warn('idle', 120, second)],
  ['half a second later', near, at(500), warn('idle', 120, second)],
  ['a second later', near, at(second), warn('idle', 119, 2 * second)],
  ['in the last second', near, at(119.5 * second), warn('idle', 1, 120 * second)],
  [
    'the check says that the end is far',
    { isChecked: true, receivedAt: 7_080 * second },
    at(7_081 * second),
    wait(7_091 * second),
  ],
  ['the page says that the end is near, not the check', { expiresIn: 120 }, at(0, { checkedAt: never }), ask],
  ['the check said it when the end was far', { isChecked: true }, at(7_081 * second), ask],

  ['at the end', near, at(120 * second, { checkedAt: 0 }), ask],
  ['at the end without a warning', {}, at(7_200 * second), ask],
  [
    'after the end, while the question is under way',
    near,
    at(121 * second, { checkedAt: 120 * second }),
    wait(125 * second),
  ],
  ['after the end, without an answer', near, at(125 * second, { checkedAt: 120 * second }), ask],
  [
    'after the end, without an answer for long',
    near,
    at(200 * second, { checkedAt: 180 * second }),
    wait(210 * second),
  ],
  [
    'after the end, without an answer for twice as long',
    near,
    at(240 * second, { checkedAt: 180 * second }),
    ask,
  ],
  [
    'at the end the check gives one more second',
    { ...near, expiresIn: 1, receivedAt: 120 * second },
    at(120 * second, { checkedAt: 120 * second }),
    warn('idle', 1, 121 * second),
  ],
  [
    'after that second',
    { ...near, expiresIn: 1, receivedAt: 120 * second },
    at(121 * second, { checkedAt: 120 * second }),
    ask,
  ],

  ['asleep for an hour before the warning', {}, { now: 1 * hour, decidedAt: 0 }, wait(hour + 10 * second)],
  ['asleep into the last minutes', {}, { now: 7_100 * second, decidedAt: 0 }, ask],
  ['asleep in the last minutes', near, { now: 60 * second, decidedAt: 10 * second, checkedAt: 0 }, ask],
  ['asleep over the end', near, { now: 10 * hour, decidedAt: 10 * second, checkedAt: 0 }, ask],
  ['a timer fires an hour late', {}, { now: 7_080 * second + hour, decidedAt: 7_070 * second }, ask],
  [
    'a timer fires late by two seconds',
    near,
    { now: 12 * second, decidedAt: 10 * second, checkedAt: 0 },
    warn('idle', 108, 13 * second),
  ],

  ['hidden long before the end', {}, at(0, { isVisible: false }), nothing],
  ['hidden when the warning is due', {}, at(7_080 * second, { isVisible: false }), nothing],
  ['hidden while it warns', near, at(10 * second, { isVisible: false }), nothing],
  ['hidden at the end', {}, at(7_200 * second, { isVisible: false }), nothing],
  [
    'seen again in the last minutes',
    { expiresIn: 120 },
    { now: 60 * second, decidedAt: 10 * second, checkedAt: 0 },
    ask,
  ],

  ['an age of one minute', { expiresIn: 60, warning: 30 }, at(20 * second), wait(30 * second)],
  ['an age of one minute, half of it over', { expiresIn: 60, warning: 30 }, at(30 * second), ask],
  ['an age shorter than the warning', { expiresIn: 60, isChecked: true }, at(0), warn('idle', 60, second)],
  ['a lifetime shorter than the age', { ...near, lifetimeIn: 120 }, at(0), warn('lifetime', 120, second)],
  [
    'a lifetime that staying would not outlast',
    { ...near, expiresIn: 60, lifetimeIn: 100 },
    at(0),
    warn('lifetime', 60, second),
  ],
  [
    'a lifetime that staying leaves three minutes of',
    { ...near, lifetimeIn: 180 },
    at(0),
    warn('idle', 120, second),
  ],
  ['a warning that is turned off', { warning: 0 }, at(7_199 * second), wait(7_200 * second)],
  ['a warning that is turned off, at the end', { warning: 0 }, at(7_200 * second), ask],
  ['an end beyond 2^31 milliseconds', { expiresIn: 2 ** 31 / 1_000 + 7200 }, at(0), wait(10 * second)],
  [
    'an end beyond 2^31 milliseconds, shortly before the warning',
    { expiresIn: 3_000_000 },
    at(2_999_875 * second),
    wait(2_999_880 * second),
  ],
  ['a session that ended before the response', { expiresIn: 0 }, at(0), ask],
  [
    'a clock that begins at minutes',
    { ...near, receivedAt: 5 * minute },
    at(6 * minute),
    warn('idle', 60, 6 * minute + second),
  ],

  ['a key is pressed before a tenth of the age has passed', {}, pressed(719 * second, 0), wait(729 * second)],
  ['a key is pressed when a tenth of the age has passed', {}, pressed(720 * second, 0), extend],
  ['a key was pressed before that', {}, pressed(721 * second, 2 * second), wait(731 * second)],
  ['a key is pressed in the last minutes', near, pressed(10 * second, 0), extend],
  [
    'a key is pressed after the check said that the end is far',
    { receivedAt: hour },
    pressed(hour, 0),
    wait(hour + 10 * second),
  ],
  ['a key is pressed in a hidden page', {}, pressed(hour, 0, { isVisible: false }), nothing],
  ['a key is pressed after the end', {}, pressed(7_200 * second, 0), ask],
  [
    'a key is pressed near the end of the lifetime',
    { lifetimeIn: 7200 },
    pressed(hour, 0),
    wait(hour + 10 * second),
  ],
  [
    'the request to extend is under way',
    {},
    pressed(hour, second, failed(hour - second, 0)),
    wait(hour + 4 * second),
  ],
  ['it failed', {}, pressed(hour, 5 * second, failed(hour - 5 * second, 1)), wait(hour + 5 * second)],
  ['it failed, ten seconds later', {}, pressed(hour, 10 * second, failed(hour - 10 * second, 1)), extend],
  [
    'it failed ten times',
    {},
    pressed(hour, 59 * second, failed(hour - 59 * second, 10)),
    wait(hour + second),
  ],
  [
    'it failed, in the last minutes',
    near,
    pressed(60 * second, 3 * second, failed(58 * second, 1)),
    warn('unextended', 60, 61 * second),
  ],
  [
    'it failed, and somebody types',
    near,
    pressed(60 * second, second, failed(58 * second, 1)),
    wait(61 * second),
  ],

  ['somebody types when the warning is due', old, pressed(second, 500), wait(2.5 * second)],
  ['a pause of typing', old, pressed(2.5 * second, 2 * second), warn('lifetime', 118, 3 * second)],
  [
    'somebody types in the last 20 seconds',
    old,
    pressed(100 * second, 0),
    warn('lifetime', 20, 101 * second),
  ],
  ['somebody types shortly before', old, pressed(99 * second, 0), wait(100 * second)],
  [
    'an age of one minute, a key is pressed after six seconds',
    { expiresIn: 60, age: 60, warning: 30 },
    pressed(6 * second, 0),
    extend,
  ],
]

test.group('What a page does about the end of its session', () => {
  for (const [situation, deadline, moment, step] of table) {
    test(`${situation}: ${step.do}`, ({ assert }) =>
      assert.deepEqual(nextStep({ ...said, ...deadline }, { ...idle, ...moment }), step))
  }

  test('sends two checks and never loses count in a session of two hours without activity', ({ assert }) => {
    const [checkedAt, warned] = walk(0, said, (now) => ({ expiresIn: Math.ceil(7_200 - now / second) }))
    assert.deepEqual(checkedAt, [7_080 * second, 7_200 * second])
    assert.deepEqual(
      warned,
      Array.from({ length: 120 }, (_, index) => 120 - index),
    )
  })

  test('checks after growing pauses if the server does not respond', ({ assert }) => {
    const [checkedAt, warned] = walk(0, said, () => 'unknown')
    assert.deepEqual(
      checkedAt.map((time) => time / second - 7_080),
      [0, 5, 10, 20, 40, 80, 120, 125, 130, 140, 160, 200, 280, 440],
    )
    assert.deepEqual(warned, [])
  })
})

/**
 * Follows the steps of a page until ten minutes after the end. Returns the times of its checks, and the seconds that it
 * showed.
 */
function walk(start: number, deadline: Deadline, check: (now: number) => { expiresIn: number } | 'unknown') {
  const [checkedAt, warned]: [number[], number[]] = [[], []]
  let moment: Moment = { ...idle, now: start, decidedAt: start }
  while (moment.now < 7_800 * second) {
    const step = nextStep(deadline, moment)
    moment = { ...moment, decidedAt: moment.now }
    if (step.do === 'warn') warned.push(step.seconds)
    if (step.do === 'nothing' || step.do === 'extend') break
    if (step.do !== 'ask') {
      moment.now = step.until
      continue
    }
    checkedAt.push(moment.now)
    moment.checkedAt = moment.now
    const answer = check(moment.now)
    deadline = { ...deadline, isChecked: answer !== 'unknown' }
    if (answer !== 'unknown') Object.assign(deadline, answer, { receivedAt: moment.now })
    if (deadline.expiresIn <= 0) break
  }
  return [checkedAt, warned]
}
