document.documentElement.dataset.app = 'notes'
