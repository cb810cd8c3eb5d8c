import { ref } from 'vue'

/** The dialog that saves a picture of the graph. */
export const pictureOpen = ref(false)
