/** Markdown of a note as elements: parsed by marked, and nothing kept but words and their forms. */
import DOMPurify from 'dompurify'
import { marked } from 'marked'

const TAGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td']

/** Links lead nowhere from here and pictures could tell who reads: their words stay. */
export function markdown(text: string): DocumentFragment {
  const html = marked.parse(text, { async: false, gfm: true, breaks: true })
  return DOMPurify.sanitize(html, { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: [], RETURN_DOM_FRAGMENT: true })
}
