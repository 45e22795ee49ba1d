"""Which files does HTTrack put beside the pages that it mirrors?"""

MIRRORS_OWN = ("hts-cache", "hts-log.txt", "hts-err.txt", "backblue.gif", "fade.gif", "cookies.txt")
