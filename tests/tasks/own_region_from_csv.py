"""My region stands in three files: which ties are kept, and which are kept only with help?"""

from pathlib import Path

import qinba_games as qg

Path("governments.csv").write_text(
    "name,lat,lon,size,group\nSichuan,30.7,104.1,8.4,upper\nChongqing,29.6,106.5,3.2,upper\n"
    "Hubei,30.6,114.3,5.8,middle\nHunan,28.2,112.9,6.6,middle\nAnhui,31.8,117.2,6.1,lower\n"
)
Path("ties.csv").write_text("a,b\nSichuan,Chongqing\nChongqing,Hubei\nHubei,Hunan\nHubei,Anhui\n")
Path("signed.csv").write_text("agreement,member,year\nlake,Hubei,2012\nlake,Hunan,2012\n")

region = qg.Region.from_frames("governments.csv", "ties.csv", "signed.csv", reach=700)
study = region.study()
print(study.counts)
print(study.to_frame()[["a", "b", "class_without", "class_with", "window"]])
study.to_frame().to_csv("found.csv", index=False)
