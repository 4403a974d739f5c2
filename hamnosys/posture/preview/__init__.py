"""Pictures of transcriptions: one sign, a sheet, a gallery or an animation, with what is not shown.

`entry_of` says what is shown; `picture`, `sheet` and `animation` lay it out as a `Scene`, which
`painted` and `svg` draw; `gallery` writes a page.
"""
