"""Tenure: `streamlit run app.py`. The frame around every page: language, identity, data, filters; then the page."""

from dataclasses import replace

import streamlit as st

from components import audit, deciding, header, identity, loaders, router, setup, small, standing, theme, url, watch
from components.address import read
from components.sentence import plain
from data.faults import WrongCall
from data.warehouse import WarehouseDamaged, WarehouseMissing, WarehouseUnsupported, current_version


def main(ran: watch.Ran) -> None:
    st.set_page_config(**router.LAYOUT)
    url.restore()
    language = header.choose_language()
    page, shown = router.navigation(hidden=identity.shut())
    ran.page = page.key
    url.arrived()
    header.configure(page)
    theme.style()
    header.brand()
    header.language_switch()
    identity.admit()
    if not setup.ready():
        return
    viewer = ran.viewer = identity.viewer()
    identity.draw(viewer)
    build, dimensions = loaders.build(), loaders.dimensions(viewer)
    address = read(url.current(), dimensions, build)
    frame = router.Frame(page, address.scope(build, viewer), build, dimensions, language)
    export = header.draw(frame, address)
    if address.unknown:
        header.unknown(address, build)
        return
    if small.refused(frame, address):
        return
    audit.viewed(page.key, frame.scope, build.version)
    deciding.begin(page.key)
    with router.framed(replace(frame, export=export)):
        shown.run()
    deciding.end()


with loaders.one_version(), watch.run() as ran:
    try:
        main(ran)
    except (WrongCall, WarehouseUnsupported, WarehouseMissing) as error:
        if isinstance(error, WarehouseDamaged) and current_version() is not None:
            st.rerun()  # found while it was read: from now on the newest whole version serves
        ran.refused = True
        st.error(f"{standing.refused(error)}\n\n{plain(str(error))}")
