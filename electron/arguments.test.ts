import { expect, it } from 'vitest'
import { filesNamed } from './arguments'

it('finds the files among Electron\'s own words', () => {
  expect(filesNamed(['electron', '--inspect=0', '/app', '--user-data-dir=/d', 'a.graph.json', '/b.graph.json'], false, '/home')).toEqual(['/home/a.graph.json', '/b.graph.json'])
  expect(filesNamed(['/usr/bin/tensorloom', 'a.graph.json'], true, '/home')).toEqual(['/home/a.graph.json'])
  expect(filesNamed(['electron', '/app'], false, '/home')).toEqual([])
})
