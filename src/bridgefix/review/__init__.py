"""Looking at each fix before it is written: as an app, or as questions in the manner of `git add -p`."""
